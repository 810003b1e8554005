/**
 * What no witness has cosigned, as the notes of a pack say it: whether a cosignature holds, and whose counts, is for the
 * verifier. A head without cosignatures is carried together with the newest one that has some.
 */
import { parseCheckpoint, parseNote } from '@remit/tlog';
import { cosignatureTime } from './cosignature-time.ts';
import { paths } from './pack-core.ts';
import { since } from './rules.ts';
import type { Study } from './study.ts';

/** True when a note carries the line of a cosignature. */
export function hasCosignature(note: string): boolean {
  const parsed = parseNote(note);
  return parsed.ok && parsed.value.signatures.some(({ signature }) => cosignatureTime(signature) !== undefined);
}

/** The file of the newest cosigned head, where the head of the pack has no cosignature. */
export function witnessedFiles({ core }: Pick<Study, 'core'>): [string, Uint8Array][] {
  const note = witnessedNote(core);
  return note === undefined ? [] : [[paths.witnessed, new TextEncoder().encode(note)]];
}

/** For the report: the oldest record that no cosignature covers. Nothing when the head has one. */
export function unwitnessedSection({ view, core }: Pick<Study, 'view' | 'core'>): object {
  if (!since(2, core.rules) || hasCosignature(core.checkpoint)) return {};
  const note = witnessedNote(core);
  const parsed = note === undefined ? undefined : parseNote(note);
  const checkpoint = parsed?.ok === true ? parseCheckpoint(parsed.value.text) : undefined;
  const size = checkpoint?.ok === true ? checkpoint.value.size : 0;
  const oldest = view.records[size];
  if (oldest === undefined) return {};
  return {
    unwitnessed: {
      records: view.records.length - size,
      oldest: { index: oldest.index, id: oldest.record.id, at: oldest.record.ts },
      newestWitnessedHead: size === 0 ? 'none' : size,
    },
  };
}

function witnessedNote({ witnessed, checkpoint, rules }: Study['core']): string | undefined {
  return since(2, rules) && witnessed !== undefined && !hasCosignature(checkpoint) ? witnessed : undefined;
}
