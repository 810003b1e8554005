/** Ninth scene: the auditor verifies the pack on a machine of his own, and the evidence is held against what was done. */

import { figuresOf } from '../evidence/figures.ts';
import { joinProblems, withoutModel } from '../evidence/joined-calls.ts';
import type { ReadPack } from '../evidence/read-pack.ts';
import { readPack } from '../evidence/read-pack.ts';
import type { VerifierReport } from '../evidence/stranger.ts';
import { foundInstead, verifyAsStranger } from '../evidence/stranger.ts';
import { callOfTrace, isToolCall } from '../evidence/trace-call.ts';
import { callDifferences } from '../work/call-log.ts';
import type { AuditorsTrust } from './make-pack.ts';
import type { Stage } from './stage.ts';

/** The verified pack, and what the verifier said with and without the trust file. */
export interface Verified {
  readonly pack: ReadPack;
  readonly withTrust: VerifierReport;
  readonly withoutTrust: VerifierReport;
}

/** Runs the verifier from an empty folder, then compares the traces with the demo's own notes. */
export async function verifyPack(stage: Stage, { text }: AuditorsTrust): Promise<Verified> {
  const { screen, folder, calls } = stage;
  screen.title('the auditor verifies in an empty folder, with plain Node');
  const withTrust = await verifyAsStranger(stage, { verifier: folder.verifier, pack: folder.pack, trust: text });
  for (const { name, status, says } of withTrust.steps) screen.row(name, `${status}: ${says.join('; ')}`);
  screen.check('with the trust file: PASS', withTrust.result === 'PASS', foundInstead(withTrust));
  const withoutTrust = await verifyAsStranger(stage, {
    verifier: folder.verifier,
    pack: folder.pack,
    trust: undefined,
  });
  screen.check('without the trust file: INCOMPLETE', withoutTrust.result === 'INCOMPLETE', foundInstead(withoutTrust));
  const pack = readPack(folder.pack);
  const read = pack.traces.filter(isToolCall).map(callOfTrace);
  const problems = [
    ...read.filter((call) => typeof call === 'string'),
    ...callDifferences(
      calls,
      read.filter((call) => typeof call !== 'string'),
    ),
  ];
  screen.check(
    `the evidence holds the ${calls.length} calls that were made, each with its end, and no other`,
    problems.length === 0,
    problems.join('; '),
  );
  const { breaches } = figuresOf(pack.traces);
  screen.check(
    'run again, every call that was let through is inside the declared scope',
    breaches === 0,
    `${breaches} that are not`,
  );
  const open = withTrust.exceptions.filter(({ kind }) => kind === 'decision_without_outcome');
  screen.check(
    'the call that the kill cut off is shown as an open exception, with the gap that the restart recorded',
    open.length === 1 && pack.traces.filter(({ custody }) => custody.gaps.length > 0).length === 1,
    JSON.stringify(withTrust.exceptions),
  );
  checkModels(stage, pack);
  return { pack, withTrust, withoutTrust };
}

/** From the model's choice to the call: each call of the agent leads to the answer that chose it, and no other call does. */
function checkModels({ screen, calls, model }: Stage, pack: ReadPack): void {
  const chosen = calls.filter(({ choiceId }) => choiceId !== undefined);
  const problems = joinProblems(calls, pack.traces);
  screen.check(
    `each of the ${chosen.length} calls of the agent is joined to the answer that chose it, and no other call is`,
    problems.length === 0,
    problems.join('; '),
  );
  const byHand = calls.filter(({ caller, end }) => caller === 'hand' && end === 'allowed');
  const without = pack.exceptions.filter(({ kind }) => kind === 'call_without_choice');
  screen.check(
    'the call by hand that was let through is an exception: no model chose it',
    without.reduce((sum, { count }) => sum + count, 0) === byHand.length && byHand.length === 1,
    JSON.stringify(without),
  );
  const never = pack.exceptions.filter(({ kind }) => kind === 'choice_without_call');
  screen.check(
    'what the model chose and nobody called is an exception too',
    model.kind === 'real' || never.reduce((sum, { count }) => sum + count, 0) === 1,
    JSON.stringify(never),
  );
  const silent = withoutModel(pack.traces);
  screen.check('every trace names the model, or says why it is unknown', silent.length === 0, silent.join(', '));
}
