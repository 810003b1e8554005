/**
 * What the checks of a whole log ask of every record, kept once for all records that share it. Nothing that differs from one
 * record to the next stands here (bundle-scan.ts has those).
 */
import type { AnyRecord, PolicyDecision, RecordType } from '@remit/record';

/** See the module header. Absent members are absent in the record. */
export interface RecordFacts {
  readonly type: RecordType;
  readonly org: string;
  readonly writer: string;
  /** Digest of the scope file that a decision, a declaration or an activation names. */
  readonly scope?: string;
  /** Of a decision: digest of the compiled policies, result, and whether it was enforced. */
  readonly bundle?: string;
  readonly dec?: PolicyDecision;
  readonly enforced?: false;
  /** True for a decision on a tool call that says what may join it to a model. */
  readonly joins?: true;
}

/** The facts of a record. */
export function factsOf(record: AnyRecord): RecordFacts {
  const base = { type: record.t, org: record.org, writer: record.w.id };
  if (record.t === 'scope.declare' || record.t === 'policy.activate') return { ...base, scope: record.scope.sha };
  if (record.t !== 'mcp.decision' && record.t !== 'llm.decision') return base;
  const { scope, pol } = record;
  return {
    ...base,
    ...(scope === undefined ? {} : { scope: scope.sha }),
    ...(pol.bundle_sha === undefined ? {} : { bundle: pol.bundle_sha }),
    dec: pol.dec,
    ...(pol.enforced === undefined ? {} : { enforced: pol.enforced }),
    ...(record.t === 'mcp.decision' && record.join !== undefined ? { joins: true } : {}),
  };
}

/** Text that is equal where all facts are. */
export function factsKey(facts: RecordFacts): string {
  const { type, org, writer, scope, bundle, dec, enforced, joins } = facts;
  // No member can hold a line feed: labels have no control characters.
  return [type, org, writer, scope ?? '', bundle ?? '', dec ?? '', enforced ?? '', joins ?? ''].join('\n');
}
