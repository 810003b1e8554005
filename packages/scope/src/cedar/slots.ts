/**
 * Ids of parsed policy sets. Cedar keeps a set per id for the life of the process and has no removal, only replacement
 * (stack reference §5), so ids are handed out from a bounded pool and used again.
 *
 * The pool is one per process because Cedar's cache is: two engines with pools of their own would overwrite each other.
 */

/** 2,000 slices of about eight policies: some 60 MB by the measurement in the stack reference. */
export const MAX_SLOTS = 2_000;

const free: string[] = [];
let issued = 0;

/** Takes `count` slots, or none and undefined when fewer are left. */
export function takeSlots(count: number): string[] | undefined {
  if (free.length + MAX_SLOTS - issued < count) return undefined;
  return Array.from({ length: count }, () => free.pop() ?? `remit-slice-${issued++}`);
}

/** Gives slots back. The caller no longer asks under them. */
export function releaseSlots(slots: readonly string[]): void {
  free.push(...slots);
}
