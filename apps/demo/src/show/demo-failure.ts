/** A step of the demo whose result is not the expected one. Ends the demo with exit code 1 and this message. */
export class DemoFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DemoFailure';
  }
}

/** Throws unless `holds`. `found` says what was seen instead. */
export function expectThat(what: string, holds: boolean, found: string): asserts holds {
  if (!holds) throw new DemoFailure(`expected: ${what}\nfound:    ${found}`);
}

/** The value, or the failure that says what is missing. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new DemoFailure(`expected: ${what}\nfound:    nothing`);
  return value;
}
