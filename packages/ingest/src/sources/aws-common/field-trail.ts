/**
 * Which field was read from where, shared between events: the records of a log are read in few ways, so the maps of most
 * events are there already, and whoever writes them knows them again. A memory only: without it the maps are the same.
 */
import type { MissingReason } from '@remit/record';

/** The fields of an event up to one of them, in the order in which they were read. */
export interface Trail {
  /** Field -> member path. */
  readonly from: Readonly<Record<string, string>>;
  /** Reasons of the fields that an event which ends here does not have, once they were found. */
  missing: Readonly<Record<string, MissingReason>> | undefined;
  readonly field: string;
  readonly path: string;
  /** Trails that go on from here; undefined when this one belongs to one event alone. */
  readonly next: Trail[] | undefined;
}

/** Threat: paths hold names that a record chose. What is kept is bounded; beyond it each event has a map of its own. */
const MAX_TRAILS = 8_192;
const MAX_NEXT = 32;

/** Trails of one kind of event. */
export interface Trails {
  readonly start: Trail;
  /** The trail after one more field. */
  follow(trail: Trail, field: string, path: string): Trail;
}

/** No trails yet. */
export function createTrails(): Trails {
  let kept = 0;
  return {
    start: { from: Object.freeze({}), missing: undefined, field: '', path: '', next: [] },
    follow(trail, field, path) {
      const { next } = trail;
      if (next !== undefined) {
        for (let i = 0; i < next.length; i++) {
          const one = next[i];
          if (one !== undefined && one.field === field && one.path === path) return one;
        }
        if (kept < MAX_TRAILS && next.length < MAX_NEXT) {
          const from = Object.freeze({ ...trail.from, [field]: path });
          const made = { from, missing: undefined, field, path, next: [] };
          next.push(made);
          kept += 1;
          return made;
        }
      }
      return { from: { ...trail.from, [field]: path }, missing: undefined, field, path, next: undefined };
    },
  };
}
