/**
 * Takes the records out of another installation's export: a pack (zip or folder) or a published log folder, both with entry
 * bundles of C2SP tlog-tiles and a checkpoint. Says what the export proves: without the other log's key from outside, the
 * checkpoint is only the exporter's word.
 */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { concatBytes, equalBytes, err, fromUtf8, ok, utf8 } from '@remit/core';
import type { UpstreamIntegrity } from '@remit/record';
import type { NoteVerifier } from '@remit/tlog';
import {
  decodeEntryBundle,
  openNote,
  parseCheckpoint,
  parseNote,
  parseVkey,
  rootOfEntries,
  tilePath,
} from '@remit/tlog';
import { openPackFolder, openPackZip } from '@remit/verify';

const BUNDLE = 256;
/** Where a pack keeps its log; a published log folder has it at its top. */
const PLACES = ['12_integrity/', 'log/', ''];

/** Records of an export, and what vouches for them. */
export interface UnpackedLedger {
  readonly origin: string;
  readonly size: number;
  /** The records in the order of the log, one a line: JSON without newlines inside, as it stands in the leaves. */
  readonly lines: Uint8Array;
  readonly integrity: UpstreamIntegrity;
  readonly why: string;
}

/** What the operator knows from elsewhere. */
export interface UnpackOptions {
  /** Keys of the other log as note verifier keys (`name+hash+base64`), from its operator and not from the export. */
  readonly vkeys?: readonly string[];
}

/** Reads an export. Errors say what is wrong with it; throws only when the path itself cannot be read. */
export async function unpackRemitLedger(
  path: string,
  options: UnpackOptions = {},
): Promise<Result<UnpackedLedger, string>> {
  const keys: NoteVerifier[] = [];
  for (const vkey of options.vkeys ?? []) {
    const key = parseVkey(vkey);
    if (key === undefined) return err(`${vkey} is no verifier key: one looks like name+1a2b3c4d+base64`);
    keys.push(key);
  }
  const source = lstatSync(path).isDirectory() ? openPackFolder(logFolder(path)) : openPackZip(path);
  const problem = source.problems[0];
  if (problem !== undefined) return err(`the export cannot be read: ${problem}`);
  return unpackFiles(source.files, keys);
}

// Threat: a data folder holds keys beside its log. Only the folder of the log is read.
function logFolder(path: string): string {
  return PLACES.map((place) => join(path, place)).find((place) => existsSync(join(place, 'checkpoint'))) ?? path;
}

async function unpackFiles(
  files: ReadonlyMap<string, Uint8Array>,
  keys: readonly NoteVerifier[],
): Promise<Result<UnpackedLedger, string>> {
  const place = placeOf(files);
  const bytes = place === undefined ? undefined : files.get(`${place}checkpoint`);
  const note = bytes === undefined ? undefined : fromUtf8(bytes);
  if (place === undefined || note === undefined)
    return err(
      'it holds no checkpoint: give a Remit pack or the folder of a published log, and unpack archives of other logs first',
    );
  const parsed = parseNote(note);
  if (!parsed.ok) return err(`the checkpoint is no signed note: ${parsed.error}`);
  const head = parseCheckpoint(parsed.value.text);
  if (!head.ok) return err(`the checkpoint cannot be read: ${head.error}`);
  const entries = readEntries(files, place, head.value.size);
  if (!entries.ok) return entries;
  const lines = linesOf(entries.value);
  if (!lines.ok) return lines;
  const rootHolds = equalBytes(rootOfEntries(entries.value), head.value.root);
  const { origin, size } = head.value;
  return ok({ origin, size, lines: lines.value, ...(await integrityOf(rootHolds, note, keys, origin)) });
}

function placeOf(files: ReadonlyMap<string, Uint8Array>): string | undefined {
  return PLACES.find(
    (place) =>
      files.has(`${place}checkpoint`) && [...files.keys()].some((name) => name.startsWith(`${place}tile/entries/`)),
  );
}

function readEntries(
  files: ReadonlyMap<string, Uint8Array>,
  place: string,
  size: number,
): Result<Uint8Array[], string> {
  const entries: Uint8Array[] = [];
  for (let n = 0; n * BUNDLE < size; n++) {
    const width = Math.min(BUNDLE, size - n * BUNDLE);
    // A log that grew on may hold only the wider bundle.
    const full = tilePath({ level: 'entries', n, width: BUNDLE });
    const path = tilePath({ level: 'entries', n, width });
    const bytes = files.get(place + path) ?? files.get(place + full);
    if (bytes === undefined) return err(`${place}${path} is missing: the export does not hold all ${size} records`);
    const bundle = decodeEntryBundle(bytes);
    if (bundle === undefined || bundle.length < width) return err(`${place}${path} is no bundle of ${width} records`);
    entries.push(...bundle.slice(0, width));
  }
  return ok(entries);
}

// Threat: a leaf with a newline would become two records, and the digests of both would be of bytes that no leaf has.
function linesOf(entries: readonly Uint8Array[]): Result<Uint8Array, string> {
  const newline = utf8('\n');
  const at = entries.findIndex((entry) => entry.includes(0x0a));
  if (at >= 0) return err(`record ${at} holds a newline, which no record of Remit does`);
  return ok(concatBytes(...entries.flatMap((entry) => [entry, newline])));
}

async function integrityOf(
  rootHolds: boolean,
  note: string,
  keys: readonly NoteVerifier[],
  origin: string,
): Promise<{ integrity: UpstreamIntegrity; why: string }> {
  if (!rootHolds)
    return {
      integrity: 'digest-invalid',
      why: 'the records do not give the root of the checkpoint: asserted, and contradicted',
    };
  if (keys.length === 0)
    return {
      integrity: 'unanchored',
      why: `the records give the root of the checkpoint; no key of ${origin} was given: asserted`,
    };
  const opened = await openNote(note, keys);
  if (!opened.ok)
    return {
      integrity: 'digest-invalid',
      why: `the checkpoint does not open with a key that was given: ${opened.error}`,
    };
  const names = opened.value.verified.map(({ name }) => name).join(', ');
  return {
    integrity: 'digest-valid',
    why: `the checkpoint opens with ${names} and the records give its root: verified`,
  };
}
