/** Where in the root log the heads of each region stand, newest last: so many as can be asked for. */

/** Heads of a region that are remembered: the newest under a head that witnesses have seen is among them. */
const KEPT = 4_096;

/** The places of heads. */
export interface RegionHeads {
  add(origin: string, index: number): void;
  /** Index of the newest head of a region among the first `size` entries; undefined when there is none. */
  newestBefore(origin: string, size: number): number | undefined;
  /** Regions whose newest head is older than this index. */
  before(index: number): string[];
}

/** Nothing is known yet. */
export function createRegionHeads(): RegionHeads {
  const places = new Map<string, number[]>();
  return {
    add(origin, index) {
      const held = places.get(origin) ?? [];
      held.push(index);
      if (held.length > 2 * KEPT) held.splice(0, KEPT);
      places.set(origin, held);
    },
    newestBefore: (origin, size) => places.get(origin)?.findLast((index) => index < size),
    before: (index) => [...places].flatMap(([origin, held]) => ((held.at(-1) ?? index) < index ? [origin] : [])),
  };
}
