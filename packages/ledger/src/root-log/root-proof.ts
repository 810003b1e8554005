/** The proof that a root log holds the newest head of a region, made by the root log and fetched by the region. */
import { fromUtf8 } from '@remit/core';
import {
  decodeEntryBundle,
  encodeEntryBundle,
  formatTlogProof,
  inclusionProof,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  TILE_WIDTH,
} from '@remit/tlog';
import type { Dispatcher } from 'undici';
import type { LedgerReader } from '../types.ts';
import { originHash } from '../witness/mirror/copies.ts';
import { readPublished } from '../witness/mirror/read-published.ts';
import type { RegionHeads } from './region-heads.ts';

/** Entries after a head that a region carries in its packs at most. */
const MAX_TAIL = 65_536;

/** What a pack carries: the proof with the entry in its extra data, and the entries after it as one bundle. */
export interface RootProof {
  /** Size of the region's log under the head that the root log holds. */
  readonly size: number;
  readonly proof: string;
  readonly tail: Uint8Array;
}

/**
 * The proof of a region's newest head under the newest head of the root log that a witness cosigned; without witnesses,
 * under the newest. Undefined: there is none yet.
 */
export function makeRootProof(reader: LedgerReader, heads: RegionHeads, origin: string): string | undefined {
  const head = reader.latestCheckpoint({ witnessed: true }) ?? reader.latestCheckpoint();
  const index = head === undefined ? undefined : heads.newestBefore(origin, head.size);
  if (head === undefined || index === undefined) return undefined;
  for (const { entry } of reader.entries(index, index + 1)) {
    const hashes = inclusionProof(index, head.size, reader.hashReader(head.size));
    return formatTlogProof({ index, hashes, checkpoint: head.note, extra: Uint8Array.from(entry) });
  }
  return undefined;
}

/**
 * Fetches the proof of a log's newest head from a root log, and the entries after it. Undefined: the root log holds none.
 * Nothing is verified here: whoever reads the pack does that. Rejects when the root log does not answer.
 */
export async function fetchRootProof(deps: {
  url: string;
  origin: string;
  dispatcher?: Dispatcher;
}): Promise<RootProof | undefined> {
  const log = readPublished(deps.url, deps.dispatcher);
  const text = await log.text(`${originHash(deps.origin)}/root-proof`);
  if (text === undefined) return undefined;
  const proof = parseTlogProof(text);
  if (!proof.ok) throw new Error(`the root log answered no proof: ${proof.error}`);
  const { index, extra, checkpoint } = proof.value;
  const size = sizeOf(checkpoint);
  if (size - index - 1 > MAX_TAIL) throw new Error(`the root log has grown by ${size - index - 1} entries since`);
  const tail: Uint8Array[] = [];
  for (let n = Math.floor((index + 1) / TILE_WIDTH); n * TILE_WIDTH < size && index + 1 < size; n++) {
    const width = Math.min(TILE_WIDTH, size - n * TILE_WIDTH);
    const bytes =
      (await log.tile({ level: 'entries', n, width })) ?? (await log.tile({ level: 'entries', n, width: TILE_WIDTH }));
    const entries = bytes === undefined ? undefined : decodeEntryBundle(bytes)?.slice(0, width);
    if (entries === undefined) throw new Error(`the root log does not serve its entries from ${n * TILE_WIDTH} on`);
    tail.push(...entries.slice(Math.max(0, index + 1 - n * TILE_WIDTH)));
  }
  const ours = sizeOf(fromUtf8(extra ?? new Uint8Array()) ?? '');
  return { size: ours, proof: text, tail: encodeEntryBundle(tail) };
}

function sizeOf(note: string): number {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  if (!checkpoint.ok) throw new Error(`the root log answered no head: ${checkpoint.error}`);
  return checkpoint.value.size;
}
