import { describe, expect, it } from 'vitest';
import { MAX_SLOTS, releaseSlots, takeSlots } from './slots.ts';

describe('slots for parsed policy sets', () => {
  it('[scope.bounded] are bounded, all or nothing, and used again', () => {
    const all = takeSlots(MAX_SLOTS) ?? [];
    expect(new Set(all).size).toBe(MAX_SLOTS);
    expect(takeSlots(1)).toBeUndefined();
    releaseSlots(all.slice(0, 3));
    expect(takeSlots(4)).toBeUndefined();
    expect(new Set(takeSlots(3))).toEqual(new Set(all.slice(0, 3)));
    expect(takeSlots(1)).toBeUndefined();
    releaseSlots(all);
    const again = takeSlots(MAX_SLOTS) ?? [];
    expect(new Set(again)).toEqual(new Set(all));
    releaseSlots(again);
  });
});
