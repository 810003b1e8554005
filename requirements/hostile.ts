/** Rows of hostile input: what comes from callers, from upstreams and from files, against the product as it runs. */
import { type Requirements, tested } from './requirement.ts';

/** Files. */
export const hostileFileRequirements = {
  'hostile.config': tested(
    'REVIEW.md, question 3; acceptance list, hostile input',
    'Any text as a configuration file is taken or refused with file, line and reason; nesting, size and hidden characters are bounded before the YAML parser sees them.',
  ),
} as const satisfies Requirements;

const input = 'issue 3, Build 2; reference/mcp.md §2.2; acceptance list, hostile input';

/** Callers. */
export const hostileInputRequirements = {
  'hostile.http': tested(
    input,
    'Whatever bytes a caller sends as HTTP (framing, headers, chunks, pipelining, sizes), each request has one answer with the right status, none is read as two, and only calls that were decided are recorded.',
  ),
  'hostile.json-rpc': tested(
    input,
    'A call that is changed at random places is answered with one result or one error; refused texts reach neither ledger nor upstream, and as many decisions are recorded as were made.',
  ),
  'hostile.tool-names': tested(input, 'A tool name of any kind is an unknown tool, and one denial in the ledger.'),
  'hostile.slow-clients': tested(
    'issue 3, Build 2 (slow clients); REVIEW.md, a network wait without a deadline',
    'Silent connections, half headers, half bodies and drips end with 408 after listen.request-seconds while others are served.',
  ),
  'hostile.half-open': tested(
    'issue 3, Build 2 (half-open connections)',
    'Clients that reset after their call leave one outcome for each decision.',
  ),
  'hostile.memory': tested(
    'issue 3, Build 2 (bounded time and memory)',
    'After all hostile input the processes hold little more memory, and the ledger checks.',
  ),
} as const satisfies Requirements;

/** Upstreams. */
export const hostileUpstreamRequirements = {
  'hostile.upstream': tested(
    'issue 3, Build 3; reference/mcp.md §7 F12, F13',
    'Whatever an upstream does with a call (hang, drip, flood, lie, cut, fork, die), the caller has one right answer or one clear error within the deadline, the outcome record says which, and another server answers meanwhile.',
  ),
  'hostile.upstream-aftermath': tested(
    'issue 3, Build 3; REVIEW.md, a child process that outlives its parent',
    'After all hostile upstreams the processes hold little more memory, each decision has its outcome, and everything that stdio children started in their group dies with Remit.',
  ),
} as const satisfies Requirements;

/** Many at once, and for long. */
export const hostileLoadRequirements = {
  'hostile.streams': tested(
    'issue 3, Build 2 (1,000 idle and 1,000 active streams)',
    '1,000 idle sessions and 1,000 calls that wait behind an event stream are held at once without an error and within a stated memory; each call is answered and recorded.',
  ),
  'hostile.soak': tested(
    'issue 3, Acceptance (60 s soak)',
    '60 s at about 70 % of the measured capacity with 1,000 open streams: no wrong answer, each call with its decision and outcome; the live heaps of all processes grow by less than 8 MiB, and the highest resident memory after a minute of warm-up by less than a tenth.',
  ),
} as const satisfies Requirements;
