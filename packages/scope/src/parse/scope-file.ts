/**
 * The scope file's format, version 1, as zod schemas. The `error` of each value is the phrase that a problem prints
 * after "Expected".
 */
import { z } from 'zod';
import { isNormalPath, readPosixPath } from '../derive/posix-path.ts';
import { parseBound } from './dates.ts';
import { AGENT, ARGUMENT, ID, isLine, RULE, TOOL } from './text.ts';

/** Says a sentence of its own instead of "This value cannot be used". Carried in the issue's `params`. */
export interface Says {
  readonly says: string;
}

function line(what: string, max: number) {
  const error = `${what}: one line of at most ${max} characters`;
  return z.string({ error }).superRefine((text, ctx) => {
    // A draft made from records cannot be declared unread: its blanks are refused until someone fills them in.
    const params: Says = { says: 'This is still the placeholder of a draft. Fill it in.' };
    if (/<FILL IN\b/i.test(text)) ctx.addIssue({ code: 'custom', message: what, params });
    else if (!isLine(text, max)) ctx.addIssue({ code: 'custom', message: error });
  });
}

function named(what: string, pattern: RegExp, like: string) {
  const error = `${what}, such as ${like}`;
  return z.string({ error }).regex(pattern, { error });
}

const AbsolutePath = z.string({ error: 'an absolute POSIX path, such as /srv/files' }).superRefine((path, ctx) => {
  if (isNormalPath(path)) return;
  const read = readPosixPath(path, undefined);
  const says = typeof read === 'string' ? undefined : `The path is not in its normal form. Write ${read.normal}.`;
  const expected =
    'an absolute POSIX path without "..", "%", backslash, repeated or trailing slash, such as /srv/files';
  ctx.addIssue({ code: 'custom', message: expected, ...(says === undefined ? {} : { params: { says } }) });
});

const PathWithin = z.strictObject({
  roots: z
    .array(AbsolutePath, { error: 'a list of folders' })
    .min(1, { error: 'at least one folder' })
    .max(64, { error: 'at most 64 folders' }),
  base: AbsolutePath.optional(),
  links: z
    .enum(['resolve', 'unchecked'], { error: 'resolve (follow symbolic links, the default) or unchecked' })
    .default('resolve'),
});

const USD = 'dollars as text, such as "50" or "0.25"';

const SCALAR = 'a text of at most 256 characters on one line, an integer, true or false';
const Scalar = z
  .union([z.string(), z.int(), z.boolean()], { error: SCALAR })
  .refine((value) => typeof value !== 'string' || isLine(value, 256), { error: SCALAR });

const PREFIX = 'the text that the argument starts with';
const Prefix = line(PREFIX, 256).superRefine((text, ctx) => {
  if (!/^[./~]|\\/.test(text)) return;
  const params: Says = { says: 'A prefix does not check a path: it would let ".." through. Use path-within.' };
  ctx.addIssue({ code: 'custom', message: 'path-within: { roots: [...] }', params });
});

const leafShape = {
  'path-within': PathWithin.optional(),
  'one-of': z
    .array(Scalar, { error: 'a list of values' })
    .min(1, { error: 'at least one value' })
    .max(256, { error: 'at most 256 values' })
    .optional(),
  prefix: Prefix.optional(),
  min: z.int({ error: 'an integer' }).optional(),
  max: z.int({ error: 'an integer' }).optional(),
  any: z.literal(true, { error: 'true' }).optional(),
};
const CONDITION = 'one condition, such as { one-of: [a, b] }';
const Leaf = z.strictObject(leafShape, { error: CONDITION });
const Listed = z.strictObject(
  { ...leafShape, each: Leaf.optional(), 'allow-empty': z.boolean({ error: 'true or false' }).optional() },
  { error: CONDITION },
);
const Argument = z.strictObject({ ...Listed.shape, 'absent-or': Listed.optional() }, { error: CONDITION });

const Approval = z.strictObject(
  {
    role: z.enum(['approver', 'admin'], { error: 'the role of the person who releases the call: approver or admin' }),
    reason: line('why a person must release the call', 240),
  },
  { error: '{ role: approver, reason: TEXT }' },
);

const AboutFile = z.strictObject(
  { argument: named('an argument name', ARGUMENT, 'path'), 'segment-after': AbsolutePath.optional() },
  { error: '{ argument: NAME } and optionally segment-after: FOLDER' },
);

const Tool = z.strictObject(
  {
    rule: named('a rule name of at most 160 letters, digits and . _ - /', RULE, 'read-assigned-case').optional(),
    when: z.record(z.string(), Argument, { error: 'a mapping from argument names to conditions' }).default({}),
    'other-arguments': z.enum(['allow', 'deny'], { error: 'deny (the default) or allow' }).default('deny'),
    'needs-approval': Approval.optional(),
    about: AboutFile.optional(),
  },
  { error: 'a mapping; {} allows the tool without arguments' },
);

const Server = z.strictObject(
  { tools: z.record(z.string(), Tool, { error: 'a mapping from tool names to what is allowed' }) },
  { error: 'a mapping with the key tools' },
);

const Model = z.strictObject(
  {
    rule: named('a rule name of at most 160 letters, digits and . _ - /', RULE, 'small-model').optional(),
    when: z.record(z.string(), Argument, { error: 'a mapping from facts of the request to conditions' }).default({}),
  },
  { error: 'a mapping; {} allows the model' },
);

const Budget = z.strictObject(
  {
    'per-person': z.boolean({ error: 'true or false' }).default(false),
    usd: z
      .string({ error: USD })
      .regex(/^\d{1,7}(\.\d{1,9})?$/, { error: USD })
      .optional(),
    tokens: z.int({ error: 'an integer' }).min(0, { error: 'an integer from 0' }).optional(),
    requests: z.int({ error: 'an integer' }).min(0, { error: 'an integer from 0' }).optional(),
    per: z.enum(['minute', 'hour', 'day', 'week', 'month', 'year', 'lifetime'], {
      error: 'minute, hour, day, week, month, year or lifetime',
    }),
    zone: z.string({ error: 'an IANA time zone, such as Europe/Berlin' }).default('UTC'),
    mode: z.enum(['hard', 'soft', 'warn'], { error: 'hard (the default), soft or warn' }).default('hard'),
  },
  { error: 'a mapping such as { usd: "50", per: month }' },
);

function bound(which: 'from' | 'to') {
  const error = 'a date such as 2026-01-31 (the whole day, UTC) or an RFC 3339 time such as 2026-01-31T12:00:00Z';
  return z.string({ error }).refine((text) => parseBound(text, which) !== undefined, { error });
}

/** The whole file. */
export const ScopeFile = z.strictObject(
  {
    'remit-scope': z.literal(1, { error: '1, the version of the format' }),
    id: named('an id of at most 64 letters, digits and . _ -', ID, 'loan-triage'),
    system: z.strictObject(
      {
        id: named('an id of at most 64 letters, digits and . _ -', ID, 'loan-triage-eu'),
        name: line("the system's name", 200),
        purpose: line('the intended purpose', 1000),
      },
      { error: 'a mapping with id, name and purpose' },
    ),
    mode: z
      .enum(['enforce', 'observe'], {
        error: 'enforce (the default) or observe (forward everything, record everything)',
      })
      .default('enforce'),
    agent: named('the id of the agent as the keys carry it', AGENT, 'loan-triage-agent'),
    'declared-by': line('a function such as Head of Lending Operations', 200),
    'approved-by': line('a function such as Compliance Office', 200),
    valid: z.strictObject({ from: bound('from'), to: bound('to') }, { error: 'a mapping with from and to' }),
    servers: z.record(z.string(), Server, { error: 'a mapping from server names to their tools' }).default({}),
    models: z
      .record(z.string(), z.record(z.string(), Model, { error: 'a mapping from model ids to what is allowed' }), {
        error: 'a mapping from provider accounts to their models',
      })
      .default({}),
    budgets: z.record(z.string(), Budget, { error: 'a mapping from names of budgets to their limits' }).default({}),
  },
  { error: 'a mapping that starts with remit-scope: 1' },
);
export type ScopeFile = z.infer<typeof ScopeFile>;
export type ToolFile = ScopeFile['servers'][string]['tools'][string];
export type ModelFile = ScopeFile['models'][string][string];
export type ArgumentFile = ToolFile['when'][string];

/** Names that mappings use as keys; checked apart from the schema, so that the problem stands at the key. */
export const keyRules = {
  server: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/,
    expected: 'a server name of at most 48 letters, digits and . _ -',
  },
  tool: { pattern: TOOL, expected: 'a tool name of at most 128 printable ASCII characters' },
  provider: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/,
    expected: 'the name of a provider account, of at most 48 letters, digits and . _ -',
  },
  model: { pattern: TOOL, expected: 'a model id of at most 128 printable ASCII characters' },
  budget: { pattern: ID, expected: 'a name of at most 64 letters, digits and . _ -' },
  argument: { pattern: ARGUMENT, expected: 'an argument name of at most 64 printable ASCII characters' },
} as const;
