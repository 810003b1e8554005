/** Step "sequences": dense numbers (ledger reference §2; §9, T9). */
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** Are the numbers of each writer and each session dense? */
export const sequences: Check = {
  name: 'sequences',
  doesNotProve: 'that every action was numbered: what a writer never numbered leaves no hole',
  protectsAgainst: 'records that were numbered and then kept out of the log',
  run: ({ study }) => {
    if (study === undefined) return notReached('the records could not be read');
    const line = ({ at, id, says }: (typeof study.sequences)[number]) => `record ${at.index} (${id}): ${says}`;
    const repeats = study.sequences.filter((finding) => finding.problem === 'repeat');
    const holes = study.sequences.filter((finding) => finding.problem === 'hole');
    const clocks = study.sequences.length - repeats.length - holes.length;
    if (repeats.length > 0) return { status: 'fail', says: firstFew([...repeats, ...holes].map(line)) };
    if (holes.length > 0) return { status: 'incomplete', says: firstFew(holes.map(line)) };
    const note = clocks > 0 ? [`a writer's clock went backwards ${clocks} time(s); see the exceptions`] : [];
    return { status: 'ok', says: ['the numbers of every writer and session are dense', ...note] };
  },
};
