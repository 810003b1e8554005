/** `0.25` dollars as 250,000,000 nano-USD. Takes decimal text of at most seven digits before the point and nine after. */
export function nanoUsd(dollars: string): number {
  const [whole = '0', fraction = ''] = dollars.split('.');
  return Number(whole) * 1e9 + Number(fraction.padEnd(9, '0'));
}
