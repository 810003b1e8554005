/** The mapping file: which column or member of any log becomes which field of an event. docs/ingest.md shows one. */
import { EventKind, OutcomeStatus, PolicyDecision } from '@remit/record';
import { z } from 'zod';
import { timeFormatProblem } from './time-format.ts';

const Name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected lower-case letters, digits, `.`, `_` or `-`');
const Text = z.string().min(1).max(2048);
const Where = z
  .union([Text, z.array(Text).min(1).max(8)])
  .describe('Column, or member path; of several the first with a value.');

/** Fields that hold text. */
const TEXT_FIELDS = [
  'who.sub',
  'who.agent',
  'who.client',
  'who.acct',
  'act.srv',
  'act.method',
  'act.tool',
  'act.named',
  'act.res',
  'model.prov',
  'model.req',
  'model.resp',
  'model.region',
  'dec.by',
  'out.code',
] as const;
const COUNT_FIELDS = ['out.ms', 'use.in', 'use.out'] as const;
const CONTENT_FIELDS = ['args', 'result', 'prompt', 'completion', 'reason'] as const;

/** From a column, with words of the log turned into ours. A value that `values` does not name is unreadable. */
const Read = z.strictObject({ from: Where, values: z.record(z.string(), Text).optional() });
const Constant = z.strictObject({ value: Text });
const field = z.union([Where.transform((from) => ({ from })), Read, Constant]);

function choice<T extends Readonly<Record<string, string>>>(words: T) {
  const Word = z.enum(words);
  return z.union([
    z.strictObject({ from: Where, values: z.record(z.string(), Word) }),
    z.strictObject({ value: Word }),
  ]);
}

export const MappingSchema = z.strictObject({
  'remit-mapping': z.literal(1),
  name: Name.describe('The source is called `generic.NAME`.'),
  vendor: z.string().min(1).max(256).describe('Whose log it is: who vouches for it before ingest.'),
  title: z.string().min(1).max(256).optional(),
  custody: z.string().min(20).max(2048).describe('Who vouches for what before ingest, for the pack.'),
  format: z.enum(['csv', 'json']).describe('csv, or json for lists, documents and lines of JSON.'),
  csv: z
    .strictObject({
      delimiter: z.string().length(1).default(','),
      quote: z.string().length(1).default('"'),
      columns: z.array(Text).min(1).max(1024).optional().describe('Names of the columns. Default: the first row.'),
    })
    .prefault({}),
  kind: z.enum(EventKind.options),
  id: Where.optional().describe('The id of the event in the log. Default: its bytes.'),
  time: z
    .strictObject({
      from: Where,
      format: z
        .string()
        .refine((text) => timeFormatProblem(text) === undefined, {
          error: 'expected rfc3339, unix, or a pattern of yyyy MM dd HH mm ss SSS such as "yyyy-MM-dd HH:mm:ss"',
        })
        .default('rfc3339'),
      zone: z
        .string()
        .regex(/^(?:UTC|[+-]\d{2}:\d{2})$/, 'expected UTC or an offset such as +01:00')
        .optional()
        .describe('Zone of a pattern. There is no default: a time without its zone is not known.'),
    })
    .refine(({ format, zone }) => format === 'rfc3339' || format === 'unix' || zone !== undefined, {
      error: 'a pattern needs a zone: UTC, or an offset such as +01:00',
      path: ['zone'],
    })
    .optional(),
  fields: z.partialRecord(z.enum([...TEXT_FIELDS, ...COUNT_FIELDS]), field).default({}),
  ids: z.record(Name, Where).default({}).describe('Join keys by name: request, session, trace, grant, ...'),
  decision: choice(PolicyDecision).optional(),
  outcome: choice(OutcomeStatus).optional(),
  effect: choice({ Read: 'read', Write: 'write' } as const).optional(),
  content: z.partialRecord(z.enum(CONTENT_FIELDS), Where).default({}),
  absent: z.array(Text).max(64).default([]).describe('Fields that the log never holds.'),
});

/** A mapping file that was read. */
export type Mapping = z.infer<typeof MappingSchema>;
