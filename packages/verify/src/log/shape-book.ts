/** The shapes of records seen so far, the last used first. */
import { fromUtf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { readRecord } from '../projection/read-record.ts';
import type { RecordShape } from './record-shape.ts';
import { fits, shapeOf } from './record-shape.ts';

/** More than a log has in the same hour; looking through all of them still costs less than reading one record. */
const MOST_SHAPES = 96;

/** So many entries without a shape are learned from whatever comes; then only while shapes help, or of every so many. */
const TRIALS = 512;
const SELDOM = 16;

/** How one entry was read: by a shape that it fits, or by itself; undefined: it is no record. */
export type ReadEntry = { readonly shape: RecordShape } | { readonly record: AnyRecord } | undefined;

/** See the module header. */
export interface ShapeBook {
  /** Where the slots of the shape stand that was found last. */
  readonly places: Int32Array;
  read(bytes: Uint8Array, start: number, end: number): ReadEntry;
}

/** An empty book. */
export function createShapeBook(): ShapeBook {
  const shapes: RecordShape[] = [];
  let places = new Int32Array(64);
  let fitted = 0;
  let missed = 0;
  // A log in which no two records are alike would pay for shapes that nothing fits.
  const learns = () => missed < TRIALS || missed < 2 * fitted || missed % SELDOM === 0;
  return {
    get places() {
      return places;
    },
    read(bytes, start, end) {
      for (let i = 0; i < shapes.length; i++) {
        const shape = shapes[i];
        if (shape === undefined || !fits(shape, bytes, { start, end }, places)) continue;
        if (i > 0) {
          shapes.splice(i, 1);
          shapes.unshift(shape);
        }
        fitted += 1;
        return { shape };
      }
      missed += 1;
      const entry = bytes.subarray(start, end);
      const read = readRecord(entry);
      if (!read.ok) return undefined;
      const shape = learns() ? shapeOf(fromUtf8(entry) ?? '', read.value) : undefined;
      if (shape !== undefined) {
        shapes.unshift(shape);
        shapes.splice(MOST_SHAPES);
        if (places.length < 2 * shape.kinds.length) places = new Int32Array(4 * shape.kinds.length);
      }
      return { record: read.value };
    },
  };
}
