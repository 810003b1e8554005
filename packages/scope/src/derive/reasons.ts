/**
 * Why a condition does not hold: one closed table. `underivable` reasons mean that no trustworthy value could be read
 * from the argument; they deny and stand in the record's `pol.errors`. The others are plain failed conditions.
 */

/** One row: whether it is an evaluation error, and the words for the caller, which follow `argument "NAME" `. */
export interface ReasonRow {
  readonly underivable: boolean;
  readonly words: string;
}

export const reasons = {
  outside: { underivable: false, words: 'is outside the declared folders' },
  'not-listed': { underivable: false, words: 'is not one of the declared values' },
  'no-prefix': { underivable: false, words: 'does not start with the declared prefix' },
  'below-min': { underivable: false, words: 'is below the declared minimum' },
  'above-max': { underivable: false, words: 'is above the declared maximum' },
  'empty-list': { underivable: false, words: 'is an empty list, which the scope does not allow' },
  missing: { underivable: true, words: 'is missing; the scope needs it' },
  'not-a-string': { underivable: true, words: 'is not a string' },
  'not-an-integer': { underivable: true, words: 'is not an integer' },
  'not-a-scalar': { underivable: true, words: 'is not a string, an integer or a boolean' },
  'not-a-list': { underivable: true, words: 'is not a list' },
  'too-many-items': { underivable: true, words: 'holds more than 64 items; send fewer at a time' },
  empty: { underivable: true, words: 'is empty' },
  'too-long': { underivable: true, words: 'is longer than 4096 characters' },
  'control-character': { underivable: true, words: 'holds a control or hidden character' },
  backslash: { underivable: true, words: 'holds a backslash; send a POSIX path' },
  'percent-encoded': { underivable: true, words: 'holds a percent-encoded character; send it decoded' },
  'home-relative': { underivable: true, words: 'starts with "~"; send an absolute path' },
  scheme: { underivable: true, words: 'starts with a scheme or a drive letter; send a POSIX path' },
  'double-slash': { underivable: true, words: 'starts with "//"; send a POSIX path with one slash' },
  relative: { underivable: true, words: 'is a relative path; send an absolute path' },
  'trailing-dot': { underivable: true, words: 'holds a path segment that ends with a dot or a space' },
  lookalike: { underivable: true, words: 'holds a character that some programs read as "/", "\\", "." or "%"' },
  'parent-segment': { underivable: true, words: 'holds ".."' },
  'ambiguous-parent': { underivable: true, words: 'holds ".." after a symbolic link; send the path without ".."' },
  'links-unresolved': {
    underivable: true,
    words: 'names a path whose symbolic links could not be followed from here',
  },
} as const satisfies Readonly<Record<string, ReasonRow>>;

export type Reason = keyof typeof reasons;
