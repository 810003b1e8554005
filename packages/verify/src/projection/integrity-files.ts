/** The log's own files in a pack: tiles and entry bundles of the whole log, inclusion proofs, disclosures, gap report. */
import { canonicalize, toBase64Url, utf8 } from '@remit/core';
import type { HashReader, TileRef } from '@remit/tlog';
import {
  encodeEntryBundle,
  formatTlogProof,
  hashReaderFromLeaves,
  inclusionProof,
  leafHash,
  tilePath,
  tilesForGrowth,
  treeRoot,
} from '@remit/tlog';
import type { BundledEntries } from '../log/bundle-entries.ts';
import type { EntryList } from '../log/entry-list.ts';
import type { LogColumns } from '../log/log-columns.ts';
import { hashReaderOf } from '../log/log-columns.ts';
import type { FileContent } from '../pack/file-content.ts';
import type { Call } from './calls.ts';
import { closureOf, finalDecision } from './calls.ts';
import { CONTEXT_FIELD } from './contexts.ts';
import { decidedBefore } from './exceptions.ts';
import { recordsOf, refOf } from './log-view.ts';
import { paths } from './pack-core.ts';
import type { Study } from './study.ts';

const TILE_WIDTH = 256;

/** All tiles and entry bundles of a log in the layout of C2SP tlog-tiles, by path in the pack. */
export function logFiles(entries: EntryList, read: HashReader): Map<string, FileContent> {
  const files = new Map<string, FileContent>();
  for (const tile of tilesForGrowth(0, entries.length))
    files.set(paths.logFile(tilePath(tile)), tileBytes(tile, entries, read));
  return files;
}

/** Reads hashes of the complete subtrees over the entries, which may be known. */
export function readerOf(entries: EntryList, known?: Pick<LogColumns, 'levels'>): HashReader {
  return known === undefined
    ? hashReaderFromLeaves(Array.from(entries, (entry) => leafHash(entry)))
    : hashReaderOf(known);
}

/** Root of the tree over the first `size` entries. */
export function rootOf(size: number, read: HashReader): Uint8Array {
  return treeRoot(size, read);
}

function tileBytes(tile: TileRef, entries: EntryList, read: HashReader): FileContent {
  const first = tile.n * TILE_WIDTH;
  if (tile.level === 'entries') {
    // Of a pack that is read: the file that the entries came from, which is what they give.
    const own = isBundled(entries) ? entries.bundle(tile.n) : undefined;
    return (
      own ?? encodeEntryBundle(Array.from({ length: tile.width }, (_, i) => entries.at(first + i) ?? new Uint8Array()))
    );
  }
  const bytes = new Uint8Array(tile.width * 32);
  // A tile of level l holds hashes of subtrees of height 8 l.
  for (let i = 0; i < tile.width; i++) bytes.set(read(tile.level * 8, first + i), i * 32);
  return bytes;
}

function isBundled(entries: EntryList): entries is BundledEntries {
  return 'bundle' in entries;
}

/** Inclusion proofs of the decision records of the given calls (C2SP tlog-proof), by path. `extra` holds the disclosure. */
export function proofFiles(calls: readonly Call[], study: Study, read: HashReader): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const { size } = study.core.inputs;
  for (const { index, record } of calls.flatMap((call) => call.decisions)) {
    const disclosure = study.core.disclosures.get(record.id);
    const text = formatTlogProof({
      index,
      hashes: inclusionProof(index, size, read),
      checkpoint: study.core.checkpoint,
      ...(disclosure === undefined
        ? {}
        : { extra: utf8(canonicalize({ disclosures: { [CONTEXT_FIELD]: disclosure } })) }),
    });
    files.set(paths.proof(record.id), utf8(text));
  }
  return files;
}

/** One line for each disclosed context of the given calls: record id, field, disclosure string. */
export function disclosureLines(calls: readonly Call[], study: Study): string {
  let lines = '';
  for (const { record } of calls.flatMap((call) => call.decisions)) {
    const disclosure = study.core.disclosures.get(record.id);
    if (disclosure !== undefined) lines += `${canonicalize({ disclosure, field: CONTEXT_FIELD, record: record.id })}\n`;
  }
  return lines;
}

/** What the log says about its own gaps, and what is open without an explanation. */
export function gapReport(study: Study): object {
  const open = study.calls.calls.filter((call) => closureOf(call) === 'open');
  return {
    schema: 'remit.gap-report/1',
    gapRecords: recordsOf(study.view, 'gap').map((gap) => ({
      record: refOf(gap),
      at: gap.record.ts,
      kind: gap.record.gap.kind,
      why: gap.record.gap.why,
      causes: gap.record.cause ?? [],
    })),
    sequences: study.sequences.map(({ of, id, problem, at, says }) => ({ of, id, problem, says, record: refOf(at) })),
    openCalls: open.map((call) => ({
      record: refOf(finalDecision(call)),
      at: finalDecision(call).record.ts,
      decidedInOrBeforePeriod: decidedBefore(call, study),
    })),
    says: [
      "A gap record is the operator's own account of a missing outcome or an interrupted write.",
      'An open call has neither an outcome nor a gap record up to the size of this pack.',
      'What was never written to the log leaves no trace here.',
    ],
  };
}

/** The list of verdicts that a `scope.verdict` record commits to: one RFC 8785 leaf for each trace, in log order. */
export function verdictLeaves(
  traces: readonly { traceId: string; verdict: string; reasonCodes: readonly string[]; scope?: string }[],
): Uint8Array[] {
  return traces.map(({ traceId, verdict, reasonCodes, scope }) =>
    utf8(
      canonicalize({ reasons: [...reasonCodes], trace: traceId, verdict, ...(scope === undefined ? {} : { scope }) }),
    ),
  );
}

/** RFC 6962 root of a list of leaves, base64url. */
export function listRoot(leaves: readonly Uint8Array[]): string {
  return toBase64Url(treeRoot(leaves.length, readerOf(leaves)));
}
