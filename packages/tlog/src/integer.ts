/** Sizes and indexes are safe integers; 2^53 leaves are more than any log here will hold. */

/** The number itself. Throws RangeError when it is not a whole number from 0 to 2^53 - 1. */
export function count(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${what} ${value} is not a whole number below 2^53`);
  return value;
}

const DECIMAL = /^(?:0|[1-9]\d{0,15})$/;

/** Reads an ASCII decimal without leading zeros; undefined for anything else and from 2^53 on. */
export function parseCount(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
