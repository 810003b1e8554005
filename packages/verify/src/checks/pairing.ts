/**
 * Does every decision lead to an outcome or an account of why not, and every outcome come from a decision?
 *
 * Decision: an open call makes the step `incomplete`, not `fail`. At the end of the log it may still be running, and the
 * pack alone cannot tell. It is judged for calls decided before the end of the period; later ones are only counted. An
 * outcome without a decision is a contradiction and makes the step `fail`.
 */
import { typeOf } from '../log/located.ts';
import { closureOf, finalDecision } from '../projection/calls.ts';
import { decidedBefore } from '../projection/exceptions.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** The rule in the header of this file. */
export const pairing: Check = {
  name: 'pairing',
  doesNotProve: 'that the outcome says what really happened at the upstream',
  protectsAgainst: 'calls whose result was kept out of the log, and results of calls that were never decided on',
  run: ({ study }) => {
    if (study === undefined) return notReached('the records could not be read');
    const orphans = study.calls.orphans.map((at) => `record ${at.index} (${typeOf(at)}) follows from no decision`);
    if (orphans.length > 0) return { status: 'fail', says: firstFew(orphans) };
    const open = study.calls.calls.filter((call) => closureOf(call) === 'open');
    const due = open.filter((call) => decidedBefore(call, study));
    const explained = study.calls.calls.filter((call) => closureOf(call) === 'gap').length;
    if (due.length > 0)
      return {
        status: 'incomplete',
        says: firstFew(
          due.map(
            (call) =>
              `record ${finalDecision(call).index}: let through or waiting, with neither an outcome nor a gap record`,
          ),
        ),
      };
    const says = [`${study.calls.calls.length} calls; ${explained} end in a gap record that says why`];
    if (open.length > 0) says.push(`${open.length} call(s) after the end of the period are still open and not judged`);
    return { status: 'ok', says };
  },
};
