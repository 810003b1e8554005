/**
 * A quick yes for the two records of every tool call, `mcp.decision` and `mcp.outcome`. The schemas decide: what this
 * check does not know is put to them. Invariant, held by a property test: what it accepts, the schema accepts.
 */
import { OutcomeStatus, PolicyDecision } from './parts.ts';

type Check = (value: unknown) => boolean;

const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const oneOf = (values: readonly unknown[]): Check => {
  const set = new Set(values);
  return (value) => set.has(value);
};
function listOf(item: Check, most: number): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return false;
    // By index: `every` would pass over the holes of a sparse array.
    for (let i = 0; i < value.length; i++) if (!item(value[i])) return false;
    return true;
  };
}

// The patterns of handles.ts. \p{Cc} is U+0000 to U+001F and U+007F to U+009F.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
const label = matches(/^[^\u0000-\u001f\u007f-\u009f]{1,256}$/);
const hash = matches(/^[A-Za-z0-9_-]{43}$/);
const digest = matches(/^[0-9a-f]{64}$/);
const handle = matches(/^p_[A-Za-z0-9_-]{22}$/);
const ulid = matches(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
const timestamp = matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0; // isSafeInteger: a number

/** Members that must be there, members that may be, and no other. */
function object(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  const checks = new Map(Object.entries({ ...optional, ...required }));
  const needed = Object.keys(required);
  return (value) => {
    if (!isPlain(value)) return false;
    for (const key of Object.keys(value)) {
      const check = checks.get(key);
      // An optional member set to undefined is left to the schema.
      if (check === undefined || !check(value[key])) return false;
    }
    return needed.every((key) => Object.hasOwn(value, key));
  };
}

/** Any names that are labels, each with a value of one kind. */
function table(item: Check): Check {
  return (value) => isPlain(value) && Object.keys(value).every((key) => label(key) && item(value[key]));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

const sequence = object({ id: label, n: count });
const required = { v: oneOf([1]), id: ulid, ts: timestamp, org: label, w: sequence };
const who = object({ sub: handle }, { agent: label, client: label });
const act = object({ srv: label, method: label }, { tool: label, tool_sha: digest });
const about = listOf(handle, 64);
const optional = {
  s: sequence,
  cause: listOf(hash, 64),
  c: table(hash),
  absent: table(label),
  about: (value: unknown) => about(value) && (value as readonly unknown[]).length > 0, // about() has seen an array
  scope: object({ id: label, sha: digest }),
};
const decision = object(
  {
    ...required,
    t: oneOf(['mcp.decision']),
    who,
    act,
    pol: object(
      {
        dec: oneOf(Object.values(PolicyDecision)),
        eval: oneOf(['evaluated', 'not-evaluated']),
        rules: listOf(label, 64),
      },
      { bundle_sha: digest, errors: listOf(label, 16), enforced: oneOf([false]) },
    ),
  },
  optional,
);
const outcome = object(
  {
    ...required,
    t: oneOf(['mcp.outcome']),
    who,
    act,
    out: object({ status: oneOf(Object.values(OutcomeStatus)) }, { why: label, ms: count }),
  },
  optional,
);

/** True when the value is a valid record of a call; false when it is not, or only the schema can tell. */
export function isCallRecord(value: { readonly t: string }): boolean {
  if (value.t === 'mcp.decision') return decision(value);
  return value.t === 'mcp.outcome' && outcome(value);
}
