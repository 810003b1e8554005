/**
 * Finds texts that come from more than one place, in memory that does not grow with them: a table of slots, each of which
 * remembers one place or that there were several. Two texts may meet in one slot: then an event is looked at that joins with
 * nothing, and the result is the same.
 */

const SLOTS = 1 << 22;
const SEVERAL = 0xffff;
/** A place that is another one each time: for ids that copies in one dataset share. */
export const EACH_ANEW = 0xfffe;

/** See the module header. Places are numbers from 1 to 65,533, or {@link EACH_ANEW}. */
export interface SharedSlots {
  note(text: string, place: number): void;
  /** True when the text may have been noted for several places. */
  shared(text: string): boolean;
  /** True when any text was. */
  any(): boolean;
}

export function createSharedSlots(): SharedSlots {
  const slots = new Uint16Array(SLOTS);
  let any = false;
  return {
    note(text, place) {
      const at = slotOf(text);
      const was = slots[at] ?? 0;
      if (was === 0) slots[at] = place;
      else if ((was !== place || place === EACH_ANEW) && was !== SEVERAL) {
        slots[at] = SEVERAL;
        any = true;
      }
    },
    shared: (text) => slots[slotOf(text)] === SEVERAL,
    any: () => any,
  };
}

/** FNV-1a over UTF-16 code units. */
function slotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 22)) & (SLOTS - 1);
}
