/**
 * Takes prepared slots into the batch, in the order of the object: what is new gets its number, its person's handle and its
 * leaf; what was seen is counted; what could not be read is listed.
 */
import type { Subjects } from '@remit/record';
import { SubjectKind } from '@remit/record';
import type { Preparer } from '../prepare/preparer.ts';
import {
  addPiece,
  clearSlot,
  createSlot,
  KIND,
  PIECE,
  pieceOf,
  ROW,
  readPiece,
  rowAt,
  type Slot,
} from '../prepare/slot.ts';
import type { EventIndex } from '../store/event-index.ts';
import { LOOK_EVENTS } from '../store/event-index.ts';
import { IDENTITY_BYTES } from '../store/identity.ts';
import type { LeafWriter } from './leaf-writer.ts';
import type { Tally } from './tally.ts';
import type { UnparsedList } from './unparsed-list.ts';

/** See the module header. */
export interface SlotMerger {
  /** Events that another record holds already. */
  readonly duplicates: number;
  /** Answers how many pieces had been left for later. */
  merge(slot: Slot): number;
}

/** `preparer` reads what the slots left for later. */
export function createSlotMerger(deps: {
  readonly subjects: Subjects;
  readonly index: EventIndex;
  readonly leaves: LeafWriter;
  readonly unparsed: UnparsedList;
  readonly tally: Tally;
  readonly preparer: Preparer;
}): SlotMerger {
  const { subjects, index, leaves, unparsed, tally } = deps;
  const again = createSlot();
  let duplicates = 0;

  const takeEvent = (slot: Slot, at: number, number: number) => {
    const { rows } = slot;
    const column = (name: number): number => rows[at + name] ?? 0;
    const seen = index.add(number);
    if (seen === 'again') {
      duplicates += 1;
      return;
    }
    const refuse = (reason: string) => unparsed.add(rawOf(slot, at), column(ROW.line), reason);
    if (seen === 'other') return refuse('id_seen_with_other_bytes');
    const length = column(ROW.leafLength);
    if (length < 0) {
      index.undo();
      return refuse(slot.texts[column(ROW.reason)] ?? '');
    }
    const person = slot.texts[column(ROW.person)];
    const sub = person === undefined ? undefined : subjects.handle(SubjectKind.Person, person);
    const leaf = column(ROW.leaf);
    const documentLength = column(ROW.documentLength);
    const added = leaves.add({ bytes: slot.leaves, at: leaf, length, n: column(ROW.n) }, sub, {
      offset: column(ROW.offset),
      length: column(ROW.length),
      document: documentLength === 0 ? undefined : { offset: column(ROW.document), length: documentLength },
    });
    if (!added) {
      index.undo();
      return refuse('event_too_long');
    }
    const dataset = slot.texts[column(ROW.dataset)] ?? '';
    tally.add(column(ROW.source), dataset, sub, column(ROW.sampled) === 1);
    if (column(ROW.ts) >= 0) tally.time(slot.leaves, leaf + column(ROW.ts));
  };

  const readAgain = (slot: Slot, piece: number) => {
    clearSlot(again);
    const { bytes, place } = readPiece(slot, piece);
    addPiece(again, bytes, place, pieceOf(slot, piece, PIECE.form));
    deps.preparer.prepare(again);
    merge(again);
  };

  const merge = (slot: Slot): number => {
    let later = 0;
    let event = 0;
    /** Events that were looked for: from `first`, up to `end`. */
    let first = 0;
    let end = 0;
    for (let row = 0; row < slot.rowCount; row++) {
      const at = rowAt(row);
      const kind = slot.rows[at + ROW.kind];
      if (kind === KIND.event) {
        if (event === end) {
          first = event;
          end = Math.min(slot.eventCount, first + LOOK_EVENTS);
          index.look(slot.identities.subarray(first * IDENTITY_BYTES), end - first);
        }
        takeEvent(slot, at, event - first);
        event += 1;
      } else if (kind === KIND.unparsed) {
        unparsed.add(
          rawOf(slot, at),
          slot.rows[at + ROW.line] ?? 0,
          slot.texts[slot.rows[at + ROW.reason] ?? -1] ?? '',
        );
      } else {
        readAgain(slot, slot.rows[at + ROW.piece] ?? 0);
        // Its events were looked for in between.
        end = event;
        later += 1;
      }
    }
    return later;
  };

  return {
    get duplicates() {
      return duplicates;
    },
    merge,
  };
}

function rawOf(slot: Slot, at: number): Uint8Array {
  const start = slot.rows[at + ROW.at] ?? 0;
  return slot.bytes.subarray(start, start + (slot.rows[at + ROW.length] ?? 0));
}
