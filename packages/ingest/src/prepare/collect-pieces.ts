/** Fills slots with the pieces that a splitter finds. */
import type { Place, RecordSink } from '../read/split-object.ts';
import { addPiece, FORMS, isFull, type Slot } from './slot.ts';

/** See the module header. */
export interface PieceCollector extends RecordSink {
  /** Hands over what is held. */
  flush(): void;
}

/** `take` gives an empty slot; `full` is told when one is to go on. A document goes in a slot of its own. */
export function createPieceCollector(take: () => Slot, full: (slot: Slot) => void): PieceCollector {
  let slot: Slot | undefined;
  const flush = () => {
    const done = slot;
    slot = undefined;
    if (done !== undefined && done.pieceCount > 0) full(done);
  };
  const add = (bytes: Uint8Array, place: Place, form: (typeof FORMS)[number]) => {
    const alone = form === 'document';
    if (slot !== undefined && (alone || isFull(slot, bytes.length))) flush();
    slot ??= take();
    addPiece(slot, bytes, place, FORMS.indexOf(form));
    if (alone) flush();
  };
  return {
    record: add,
    broken: add,
    flush,
  };
}
