/** Rows of the demonstration. The command itself is a row of the workspace. */
import { type Requirements, tested } from './requirement.ts';

const acceptance = 'Acceptance list of the thread';
const build = 'Build list of the thread, the demo';

export const demoRequirements = {
  'demo.last-line': tested(build, 'The demo exits 0 and its last line is PASS and the path of the pack.'),
  'demo.from-logs': tested(
    'issue 4: npm run demo -- --from-logs',
    'From log files of AWS and Cloudflare to a finished pack that verifies, under demo-out/from-logs, last line PASS and its path.',
  ),
  'demo.from-logs-custody': tested(
    'issue 4 acceptance: a foreign log never ranks above what its source proves',
    'In that pack a trace has grade B only where digests that AWS signed vouch for the file.',
  ),
  'demo.from-logs-verdicts': tested(
    'issue 4: verdicts for foreign decisions',
    'In that pack the calls of the declared agent are in or out as they were made; without a declared agent they are indeterminate.',
  ),
  'demo.from-logs-privacy': tested('reference/ledger.md §3', 'That pack names no person.'),
  'demo.leaves': tested(
    build,
    'It leaves latest/pack.zip, latest/summary.json, latest/auditor/trust and latest/auditor/verify.mjs, and no process.',
  ),
  'demo.forgeries': tested(
    build,
    "One changed byte ends in FAIL; a cut tail and a history rewritten whole with the log's own key do not end in PASS.",
  ),
  'demo.verifier-anywhere': tested(
    `${acceptance}, verifier`,
    'From an empty folder with plain Node verify.mjs says PASS with the trust file and INCOMPLETE without.',
  ),
  'demo.pack-fields': tested(
    `${acceptance}, demo pack`,
    'Every call in the pack has who, agent, client, server, tool, definition digest, scope and rule, decision and outcome.',
  ),
  'demo.affected-person': tested(
    `${acceptance}, demo pack`,
    'Every loan case in the pack has the handle of the person it concerns.',
  ),
  'demo.no-names': tested(
    `${acceptance}, demo pack`,
    "No applicant's name stands in the ledger's files or in the pack, while the vault's keys show the names.",
  ),
  'demo.joined': tested(
    'issue LLM gateway, acceptance',
    'In the demo pack each tool call of the agent is joined to the response that chose it, with its basis, and its result to the next request.',
  ),
  'demo.injected': tested(
    'issue LLM gateway, acceptance',
    'In the demo pack a call by hand is an exception, and so is a tool that the model chose and nobody called.',
  ),
  'demo.model-identity': tested(
    'issue LLM gateway, acceptance',
    "In the demo pack the model's identity stands in every trace, or why it is unknown.",
  ),
  'demo.replay-named': tested(
    'issue LLM gateway 9',
    'The replay speaks the wire format of a provider and is called a replay on the screen, in the pack and in the summary.',
  ),
  'demo.replay-wire': tested(
    'issue LLM gateway 9',
    'An agent SDK reads the streams of the replay: choices with whole arguments, usage, the answer; anything else is refused.',
  ),
  'demo.real-model': tested(
    'issue LLM gateway 9',
    'With a key in the environment the demo asks a real model, whose address and name can be given.',
  ),
  'demo.same-bytes': tested(
    'Compliance reference §13, same inputs same bytes',
    'Two packs of the same log size and the same clock are the same bytes.',
  ),
  'demo.children': tested(
    'REVIEW.md, Storage and processes',
    'On every way out, Ctrl-C among them, the processes that the demo started are ended.',
  ),
} as const satisfies Requirements;
