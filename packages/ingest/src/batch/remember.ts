/**
 * Texts made of few values, remembered: the records of a log differ in their ids and agree in most else, and comparing
 * values with those of an earlier record costs less than checking, sorting and writing them again.
 */

interface Known {
  /** The object itself, where it cannot change. */
  readonly frozen: object | undefined;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly text: string;
}

/** Texts that are remembered at once. */
const REMEMBERED = 16;

/** `write` may throw: then nothing is remembered. The same values in another order are other values. */
export function rememberTexts<T extends object>(write: (values: T) => string): (values: T) => string {
  const known: Known[] = [];
  let oldest = 0;
  return (of) => {
    // Proof: members are read by their own names.
    const members = of as Readonly<Record<string, unknown>>;
    for (let i = 0; i < known.length; i++) {
      const one = known[i];
      // A shared map that cannot change is known at once.
      if (one !== undefined && (one.frozen === of || isSame(one, members))) return one.text;
    }
    // A text put together from parts is a tree of them, walked each time it is written; this makes one piece of it.
    const text = Buffer.from(write(of), 'utf8').toString('utf8');
    known[oldest] = {
      frozen: Object.isFrozen(of) ? of : undefined,
      names: Object.keys(members),
      values: Object.values(members),
      text,
    };
    oldest = (oldest + 1) % REMEMBERED;
    return text;
  };
}

function isSame({ names, values }: Known, members: Readonly<Record<string, unknown>>): boolean {
  let i = 0;
  for (const name in members) {
    if (values[i] !== members[name] || names[i] !== name) return false;
    i += 1;
  }
  return i === names.length;
}
