/** Step "container": one reading of the container (compliance reference §13). */
import type { Check } from './check.ts';
import { firstFew } from './check.ts';

/** Can the container be read in one way only? Duplicate names, links, traversal, hidden bytes and bombs are refused. */
export const container: Check = {
  name: 'container',
  doesNotProve: 'anything about the content of the files',
  protectsAgainst: 'a pack that other programs would unpack differently, or that fills memory or leaves its folder',
  run: ({ source }) => {
    if (source.problems.length > 0)
      return { status: 'fail', says: [`the ${source.kind} is refused`, ...firstFew(source.problems)] };
    if (source.files.size === 0) return { status: 'fail', says: [`the ${source.kind} holds no files`] };
    return { status: 'ok', says: [`${source.kind} with ${source.files.size} files`] };
  },
};
