/**
 * What a helper thread does for the thread that reads and writes a pack: hashing, deflating, inflating. Each job gives what the
 * same function gives in one thread; a pack is the same bytes, and a verdict the same verdict, with helpers and without.
 */
import { sha256, toHex } from '@remit/core';
import { hashLeaves } from '../imported/leaf-hashes.ts';
import { importedPaths } from '../imported/material.ts';
import type { FileContent, HeldFile } from '../pack/file-content.ts';
import { inflated, keepDeflated, keepDigest } from '../pack/file-content.ts';
import type { FileSource } from '../pack/file-source.ts';
import { fileSource } from '../pack/file-source.ts';
import type { BundleRead } from '../pack/hold-bundles.ts';
import { createBundleReader } from '../pack/hold-bundles.ts';
import { unpack } from '../pack/zip.ts';
import type { ZipEntry } from '../pack/zip-directory.ts';
import { ZipRefused } from '../pack/zip-end.ts';

/** A job. `bytes` lie in memory that both threads see. */
export type Job =
  | { readonly kind: 'deflate'; readonly bytes: Uint8Array }
  | { readonly kind: 'digest'; readonly bytes: Uint8Array }
  /** Unpacks entry bundles and reads them. */
  | { readonly kind: 'bundles'; readonly path: string; readonly mark: string; readonly entries: readonly ZipEntry[] }
  /** Unpacks one entry of an archive and holds it against its size and checksum. */
  | { readonly kind: 'unpack'; readonly path: string; readonly mark: string; readonly entry: ZipEntry }
  /** As `unpack`, and gives the bytes. */
  | { readonly kind: 'read'; readonly path: string; readonly mark: string; readonly entry: ZipEntry }
  /** The bytes of DEFLATE data of our own making. */
  | { readonly kind: 'inflate'; readonly data: Uint8Array; readonly size: number };

/** What came out. `refused`: why the archive is. */
export type Answer =
  | {
      readonly kind: 'held';
      readonly sha256: string;
      readonly deflated?: NonNullable<HeldFile['deflated']>;
      /** Of a file of leaves. */
      readonly leafHashes?: Uint8Array;
    }
  | { readonly kind: 'bundles'; readonly read: readonly BundleRead[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly why: string };

/** Does a job. Throws what the job throws, but for what an archive is refused for. */
export function perform(job: Job): Answer {
  switch (job.kind) {
    case 'deflate':
      return held(keepDeflated(job.bytes));
    case 'digest':
      return held(keepDigest(job.bytes, () => job.bytes));
    case 'bundles':
      return fromArchive(job, (file) => ({
        kind: 'bundles',
        read: job.entries.map((entry) => readBundle(unpack(file, entry))),
      }));
    case 'unpack':
      return fromArchive(job, (file) => unpacked(file, job.entry));
    case 'read':
      return fromArchive(job, (file) => ({ kind: 'bytes', bytes: unpack(file, job.entry) }));
    case 'inflate':
      return { kind: 'bytes', bytes: inflated(job.data, job.size) };
  }
}

function held(content: FileContent): Answer {
  if (content instanceof Uint8Array) return { kind: 'held', sha256: toHex(sha256(content)) };
  const { sha256: digest, deflated } = content;
  return { kind: 'held', sha256: digest, ...(deflated === undefined ? {} : { deflated }) };
}

/** The shapes of the records of one bundle serve the next. */
const readBundle = createBundleReader();

function unpacked(file: FileSource, entry: ZipEntry): Answer {
  const bytes = unpack(file, entry);
  const held = { kind: 'held', sha256: toHex(sha256(bytes)) } as const;
  return importedPaths.isLeaves(entry.path) ? { ...held, leafHashes: hashLeaves(bytes) } : held;
}

function fromArchive(
  { path, mark }: { readonly path: string; readonly mark: string },
  read: (file: FileSource) => Answer,
): Answer {
  const file = fileSource(path);
  try {
    if (file.mark !== mark) throw new Error('the archive changed while it was verified');
    return read(file);
  } catch (error) {
    if (error instanceof ZipRefused) return { kind: 'refused', why: error.message };
    throw error;
  } finally {
    file.close();
  }
}
