/** The campaign's one source of chance: everything that is left to chance follows from the printed seed. */

/** Draws from one seed. */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A whole number from `low` to `high`, both inclusive. */
  between(low: number, high: number): number;
  /** One of the names, by weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
}

/** CI runs the small set; the whole campaign runs by hand and before a release. */
export const isShort = process.env['CAMPAIGN'] === 'short';

/** The short set repeats one seed, so that CI does not fail by chance; the whole campaign draws a new one. */
const SHORT_SEED = 20_261_125;

/** The seed of this run: CAMPAIGN_SEED, or a new one. Printed, so that a run can be repeated. */
export function campaignSeed(): number {
  const given = process.env['CAMPAIGN_SEED'];
  if (given !== undefined && !/^\d{1,9}$/.test(given)) throw new Error('CAMPAIGN_SEED must be 1 to 9 digits');
  const seed = given === undefined ? (isShort ? SHORT_SEED : Math.floor(Math.random() * 1e9)) : Number(given);
  process.stdout.write(`seed ${seed}; repeat with CAMPAIGN_SEED=${seed}\n`);
  return seed;
}

/** mulberry32: small, and the same on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
      // Proof: the keys of a record whose keys are Name.
      const names = Object.keys(weights) as Name[];
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0);
      for (const name of names) {
        left -= weights[name];
        if (left < 0) return name;
      }
      throw new Error('no weights');
    },
  };
}
