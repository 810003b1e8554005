/**
 * What the kinds of exceptions mean in logs of other systems (compliance reference §10): by which rule each is found, and what
 * a source must show for it. A source that shows none of it cannot show the exception either, and the pack says so: its
 * absence is no good news.
 */
import type { ExceptionKind } from '../projection/exception-kinds.ts';

/** What an event may show. */
export type Shown =
  | 'decision'
  | 'outcome'
  | 'who'
  | 'time'
  | 'server'
  | 'model asked for beside the one that answered'
  | 'data loss rules'
  | 'word on whether a policy was applied'
  | 'server version or definitions'
  | 'sequence numbers'
  | 'approvals'
  | 'notices';

/** One kind. `needs`: each of these, in some event; none: what the record of the batch says is enough. */
export interface ForeignKind {
  readonly rule: string;
  readonly needs: readonly Shown[];
  /** In place of what the kind means in Remit's own log. */
  readonly means?: string;
  readonly todo?: string;
}

const TRACED = 'tool calls, model calls, and API calls of declared agents';

/** The kinds of §10, in its order. Kinds of the log's own system card stand apart. */
export const foreignKinds = {
  scope_out: { rule: `verdict out of ${TRACED} that were let through or took place`, needs: ['decision'] },
  scope_indeterminate: { rule: `verdict indeterminate of such calls under a declared scope`, needs: ['decision'] },
  permit_without_declared_scope: { rule: 'such calls of an agent without a scope', needs: ['decision'] },
  effect_after_deny: {
    rule: 'denied, and executed: in one event, in the outcome record of the call, or in another log joined with it',
    needs: ['decision', 'outcome'],
  },
  decision_without_outcome: {
    rule: 'let through, and no outcome, in a dataset that shows outcomes; for another Remit also where its log says why',
    needs: ['decision', 'outcome'],
    means: 'A log shows that a call was let through and not what became of it, though others of its kind show it.',
    todo: 'Look at the source, and at the server, whether the action took place.',
  },
  outcome_without_decision: {
    rule: 'executed, and no decision, in a dataset that shows decisions; for another Remit an outcome without its decision',
    needs: ['decision', 'outcome'],
    means: 'A log shows that a call took place and not that anything decided on it, though others of its kind show it.',
    todo: 'Find out which path the call took.',
  },
  sequence_gap: {
    rule: 'another Remit: numbers of a writer that are missing or repeated within one export',
    needs: ['sequence numbers'],
  },
  chain_break: {
    rule: "an object that does not fit the vendor's own digest; another Remit: a second outcome of one call",
    needs: [],
    means: "A log contradicts itself, or an object of it contradicts the vendor's own digest.",
    todo: 'Get the object again from the source and hold the two side by side.',
  },
  clock_skew: {
    rule: 'the time of an event is more than five minutes after its ingestion',
    needs: ['time'],
    means: 'Events of a log lie later than the moment at which they were read.',
    todo: 'Times of this source are uncertain: measure its clock, and reconcile with an offset.',
  },
  unsigned_segment: {
    rule: 'the vendor signs its objects, and nothing vouches for the newest of them',
    needs: [],
    means: 'Objects of a log carry digests that no signature at hand covers.',
    todo: 'Ingest the next digest file of the vendor, which signs for the one before.',
  },
  unverified_identity: {
    rule: 'let through, and the source names neither a person nor an agent, or names the person only by what the caller wrote',
    needs: ['decision'],
    means: 'A call was let through, and who made it is not shown or only claimed.',
    todo: 'Have the source log the identity it checked.',
  },
  model_mismatch: {
    rule: 'the model that answered is neither the one asked for nor a version of it',
    needs: ['model asked for beside the one that answered'],
  },
  tool_schema_drift: {
    rule: 'a server says another version than before; another Remit: another definition of a tool',
    needs: ['server version or definitions'],
    means: "A server's tools may have changed: it names another version, or lists another definition.",
  },
  shadow_server: {
    rule: 'tool calls to a server that no declared scope, no system card and no registry entry of this log names',
    needs: ['server'],
  },
  dlp_override: {
    rule: "a rule of the source's data loss prevention matched, and the request went on",
    needs: ['data loss rules', 'decision'],
  },
  approval_expired_used: { rule: 'an approval, its end and its use', needs: ['approvals'] },
  approval_action_mismatch: { rule: 'an approval and the action it was given for', needs: ['approvals'] },
  late_ingest: { rule: 'ingested more than a day after the last event', needs: [] },
  source_unparsed: { rule: 'records that no mapping could read', needs: [] },
  notice_missing: { rule: 'a notice to the person before the first interaction', needs: ['notices'] },
  logging_down_fail_open: {
    rule: 'took place or was let through although no policy was applied: a cache hit, a scanner that was down, a policy not evaluated',
    needs: ['word on whether a policy was applied'],
  },
} as const satisfies Partial<Record<ExceptionKind | 'notice_missing', ForeignKind>>;

/** A kind in {@link foreignKinds}. */
export type ForeignKindName = keyof typeof foreignKinds;
