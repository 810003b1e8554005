/**
 * The seed of property tests. `npm test` uses one fixed seed, so that the same code gives the same answer on every
 * machine; PROPERTY_SEED=<integer> tries another, PROPERTY_SEED=random a new one per test file. A failing property
 * prints the seed that it ran with.
 */
import fc from 'fast-check';

const fixedSeed = 20_240_712;

/** The seed asked for; undefined lets fast-check choose. Anything but an integer or `random` is refused. */
function seedFrom(wish: string | undefined): number | undefined {
  if (wish === undefined || wish === '') return fixedSeed;
  if (wish === 'random') return undefined;
  const seed = Number(wish);
  if (!Number.isSafeInteger(seed)) throw new Error(`PROPERTY_SEED must be an integer or "random", it is "${wish}"`);
  return seed;
}

const seed = seedFrom(process.env['PROPERTY_SEED']);
fc.configureGlobal(seed === undefined ? {} : { seed });
