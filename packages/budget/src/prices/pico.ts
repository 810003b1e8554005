/**
 * Prices as integers: pico-USD (1e-12 $), so that a dollar a million tokens is 1,000,000 a token (llm-gateway reference
 * §4.1). The decimal digits of a number are multiplied, never its binary fraction: 0.1 stays a tenth.
 */

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:e([+-]\d{1,3}))?$/;

/**
 * A non-negative price in dollars times a power of ten, as pico-USD. `dollars`: a number or decimal text; `exponent`: 12
 * for dollars each, 6 for dollars a million, 9 for dollars a thousand. A remainder is rounded up: a price may cost the
 * caller a pico-dollar too much, never too little. Undefined when the text is not a non-negative decimal.
 */
export function picoUsd(dollars: number | string, exponent: number): bigint | undefined {
  const match = DECIMAL.exec(String(dollars));
  if (match === null) return undefined;
  const [, whole = '', fraction = '', power = '0'] = match;
  const digits = BigInt(whole + fraction);
  const shift = exponent + Number(power) - fraction.length;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (digits + divisor - 1n) / divisor;
}

/** Pico-USD as nano-USD, rounded up. */
export function nanoFromPico(pico: bigint): bigint {
  return (pico + 999n) / 1_000n;
}
