/** Time-stamps that the log names (records of type anchor): which of them a pack carries, and under which names. */
import type { RecordOf } from '@remit/record';
import type { Located } from './log-view.ts';
import { recordsOf } from './log-view.ts';
import { paths } from './pack-core.ts';
import { since } from './rules.ts';
import type { Study } from './study.ts';

type LocatedAnchor = Located<RecordOf<'anchor'>>;

/** The anchors of a pack: those recorded since the start of the period, and the newest before it. */
export function anchorsOf(study: Pick<Study, 'view' | 'core'>): LocatedAnchor[] {
  const { rules, inputs } = study.core;
  if (!since(2, rules)) return [];
  const all = recordsOf(study.view, 'anchor');
  const first = all.findIndex(({ record }) => record.ts >= inputs.from);
  return first < 0 ? all.slice(-1) : all.slice(Math.max(0, first - 1));
}

/** The heads that were stamped and the tokens, as far as they are at hand. */
export function anchorFiles(study: Study): [string, Uint8Array][] {
  return anchorsOf(study).flatMap(({ record: { anc } }): [string, Uint8Array][] => {
    const note = study.core.blobs.get(anc.note);
    const token = study.core.blobs.get(anc.token);
    return [
      ...(note === undefined ? [] : [[paths.anchorNote(anc.note), note] as [string, Uint8Array]]),
      ...(token === undefined ? [] : [[paths.anchorToken(anc.token), token] as [string, Uint8Array]]),
    ];
  });
}

/** For the report: how many, and the newest as its record says. Nothing when the log has none. */
export function anchorSection(study: Study): object {
  const anchors = anchorsOf(study);
  const newest = anchors.at(-1);
  if (newest === undefined) return {};
  const { by, size, at } = newest.record.anc;
  return { timestamps: { count: anchors.length, newest: { index: newest.index, by, size, at } } };
}
