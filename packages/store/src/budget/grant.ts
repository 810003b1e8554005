/**
 * How much of a limit one holder gets. Pure.
 *
 * Invariant: with `others` + what the holder has <= allowed before, the sum with the grant is <= allowed after.
 */

/** `room`: what nobody has. Undefined when the least does not fit. */
export function grantOf(room: number, least: number, wanted: number): number | undefined {
  if (least > room) return undefined;
  // Half of what is left at most: near the end grants shrink to what is needed, and no holder sits on the rest.
  return Math.max(least, Math.min(wanted, Math.floor(room / 2)));
}
