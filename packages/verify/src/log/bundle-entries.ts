/** The entries of a log from the bundles of a pack, unpacked when they are asked for. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { decodeEntryBundle, tilePath } from '@remit/tlog';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf } from '../pack/file-content.ts';
import { contentsOf } from '../pack/pack-files.ts';
import { paths } from '../projection/pack-core.ts';
import type { BundleScan } from './bundle-scan.ts';
import { createScanner } from './bundle-scan.ts';
import type { EntryList } from './entry-list.ts';
import type { LogColumns } from './log-columns.ts';
import { buildColumns } from './log-columns.ts';
import { BUNDLE, placeBundle } from './placed-entries.ts';

/** Bundles whose entries are kept. */
const KEPT = 64;

/** Entries that stand in files of a pack. */
export interface BundledEntries extends EntryList {
  /** The file of one bundle, as it is held. Its entries, written again, are its bytes: a bundle can be read in one way only. */
  bundle(n: number): FileContent | undefined;
}

/** Entries, and what was found of each. */
export interface ReadBundles {
  readonly entries: BundledEntries;
  readonly columns: LogColumns;
}

/** Reads the bundles of a log of so many entries, or says why they cannot be read. */
export function readBundles(files: ReadonlyMap<string, Uint8Array>, size: number): Result<ReadBundles, string> {
  const held = contentsOf(files);
  const bundles: FileContent[] = [];
  // Threat: the size comes from the pack. Nothing is allocated for entries before their bundles were counted.
  const scans: (BundleScan | undefined)[] = [];
  const scan = createScanner();
  for (let n = 0; n * BUNDLE < size; n++) {
    const width = Math.min(BUNDLE, size - n * BUNDLE);
    const path = paths.logFile(tilePath({ level: 'entries', n, width }));
    const content = held.get(path);
    if (content === undefined) return err(`${path} is missing`);
    const found = scanOf(content) ?? scanBytes(bytesOf(content), scan);
    if (found === undefined || found.count !== width) return err(bundleProblem(bytesOf(content), path, width));
    bundles.push(content);
    scans.push(found);
  }
  const columns = buildColumns(size);
  for (const [n, found] of scans.entries()) {
    if (found !== undefined) columns.add(found);
    // Taken over, and let go.
    scans[n] = undefined;
  }
  return ok({ entries: entriesOf(bundles, size), columns: columns.end() });
}

/** The scan of a bundle that came with it; it is handed out once. */
function scanOf(content: FileContent): BundleScan | undefined {
  return content instanceof Uint8Array ? undefined : content.takeScan?.();
}

function scanBytes(bytes: Uint8Array, scan: ReturnType<typeof createScanner>): BundleScan | undefined {
  const placed = placeBundle(bytes);
  return placed === undefined ? undefined : scan(placed);
}

function bundleProblem(bytes: Uint8Array, path: string, width: number): string {
  const bundle = decodeEntryBundle(bytes);
  return bundle === undefined
    ? `${path} is not an entry bundle`
    : `${path} holds ${bundle.length} entries, expected ${width}`;
}

function entriesOf(bundles: readonly FileContent[], size: number): BundledEntries {
  const kept = new Map<number, readonly Uint8Array[]>();
  const bundleAt = (n: number): readonly Uint8Array[] => {
    const known = kept.get(n);
    if (known !== undefined) return known;
    const content = bundles[n];
    const entries = content === undefined ? [] : (decodeEntryBundle(bytesOf(content)) ?? []);
    kept.set(n, entries);
    if (kept.size > KEPT) for (const oldest of kept.keys()) if (kept.delete(oldest)) break;
    return entries;
  };
  return {
    length: size,
    at: (index) => bundleAt(Math.floor(index / BUNDLE))[index % BUNDLE],
    bundle: (n) => bundles[n],
    *[Symbol.iterator]() {
      for (let n = 0; n < bundles.length; n++) yield* bundleAt(n);
    },
  };
}
