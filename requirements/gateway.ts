/** Promises of the gateway: the call pipeline, approvals, scopes in force, tool definitions, rejected requests. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const pipeline = 'design/architecture.md, The way data flows';
const records = 'reference/ledger.md §2';

export const gatewayRequirements = {
  'gateway.steps': tested(
    'design/style.md, rule 3',
    'The request path is an array of named steps: resolve, decide, await-approval, commit-decision, forward, commit-outcome; none fails open.',
  ),
  'gateway.every-exit': tested(
    'reference/mcp.md §7, F18',
    'Every way a call can end leaves exactly its records: permit, denial, upstream error, timeout, abort, exception, and the four ends of an approval.',
  ),
  'gateway.refusals-counted': tested(
    'reference/mcp.md §7, F2 and F18; reference/ledger.md §2',
    'Requests with a good key that never became calls are counted in one record for each caller and interval, by reason.',
  ),
  'gateway.decision-fields': tested(
    records,
    'A decision names the person by handle, the agent, the client, the persons concerned, server, tool and definition, scope and policy, and gives a reason for each field that is absent.',
  ),
  'gateway.raw-bytes': tested(records, 'Arguments and results are committed to as the bytes that were received.'),
  'gateway.decision-first': tested(
    'design/architecture.md, The way data flows; reference/ledger.md §5',
    'The decision record is durable before the call reaches the upstream.',
  ),
  'gateway.outcome-before-answer': tested(
    'reference/ledger.md §5',
    'The answer is released once its outcome record is queued, without waiting for its durability.',
  ),
  'gateway.fail-closed': tested(
    'reference/ledger.md §5',
    'When a record cannot be made durable nothing is forwarded and the caller hears "unavailable"; what may be open is closed as soon as the ledger recovers.',
  ),
  'gateway.outcome-not-lost': tested(
    'reference/ledger.md §2',
    'An outcome that the ledger does not take is recorded later without its content; one that does not become durable leaves a gap record.',
  ),
  'gateway.about-complete': tested(records, 'A call that concerns more persons than its record can name is denied.'),
  'gateway.abort': tested(
    'reference/mcp.md §3.2, 7',
    'A caller who is gone before forwarding leaves a refused outcome; during forwarding the upstream is aborted and the effect is unknown unless it was seen.',
  ),
  'gateway.hostile-names': tested(
    records,
    'A name from the wire of any length and content neither crashes the pipeline nor skips a record, and is not confused with another.',
  ),
  'gateway.drain': tested(
    pipeline,
    'Stopping takes no new call, withdraws waiting approvals, finishes running calls and settles all records.',
  ),
  'gateway.hidden-tool': tested(
    'reference/mcp.md §7, F5',
    'A hidden tool is answered exactly as one that does not exist, the upstream is not reached, and the same function decides list and call.',
  ),
  'approval.action-bound': tested(
    'reference/mcp.md §7, F20',
    'An approval is bound to the digest of server, tool, definition, scope and raw arguments; it fits no other action.',
  ),
  'approval.shown': tested(
    'Regulation (EU) 2024/1689, Article 14',
    'A holder of the demanded role sees who asks, for which tool, with which arguments, under which rule and until when.',
  ),
  'approval.recorded': tested(
    pipeline,
    'Escalation, approval and the decision taken again are separate records that name each other, each durable before the next act.',
  ),
  'approval.four-eyes': tested(
    'Regulation (EU) 2024/1689, Article 14',
    'Only another person than the one who asked, holding the role the scope demands, can answer, whatever key is used.',
  ),
  'approval.single-use': tested('reference/mcp.md §7, F20', 'A verdict counts once, and for one call.'),
  'approval.scope-in-force': tested(
    pipeline,
    'After an approval the call is decided again under the scope and the key in force then.',
  ),
  'approval.bounded': tested(pipeline, 'One person cannot fill the approval desk.'),
  'gateway.scope-declared-first': tested(
    'design/architecture.md, One idea carries everything',
    'A scope takes effect only after its file, its declaration and the activation of its policies are durable.',
  ),
  'gateway.scope-one-per-agent': tested(
    'reference/compliance.md §11',
    'One agent has one scope in force; a second is refused with a message that says what to do.',
  ),
  'gateway.scope-admin-only': tested(
    'reference/compliance.md, segregation of duties',
    'Only a key with the role admin declares a scope.',
  ),
  'gateway.scope-restored': tested(
    'design/architecture.md, One idea carries everything',
    'At start the scopes in force are rebuilt from the ledger alone, newest file per scope; one that cannot be read back is not replaced by an older one.',
  ),
  'gateway.tool-defined-once': tested(
    'reference/mcp.md §7, F19',
    'Each definition that an upstream lists is stored by digest and recorded once, naming the one it replaces.',
  ),
  'gateway.rejects-counted': tested(
    records,
    'Unauthenticated requests are counted per source and interval in one record each, with a bounded number of sources and the source only committed to.',
  ),
} as const satisfies Requirements;
