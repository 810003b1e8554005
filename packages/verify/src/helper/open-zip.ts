/** Opens a zip file whose large files helper threads unpack and check, several at a time. What it gives is what one thread gives. */
import type { FileContent } from '../pack/file-content.ts';
import { LARGE_BYTES } from '../pack/file-content.ts';
import type { FileSource } from '../pack/file-source.ts';
import { fileSource } from '../pack/file-source.ts';
import type { PackLimits, PackSource } from '../pack/pack-source.ts';
import { defaultLimits } from '../pack/pack-source.ts';
import { openPackZip, readEntries, refusedSize, sourceOf, unpack } from '../pack/zip.ts';
import type { ZipEntry } from '../pack/zip-directory.ts';
import { ZipRefused } from '../pack/zip-end.ts';
import { digestBeside } from './beside.ts';
import type { Helper } from './helper.ts';
import type { Answer } from './jobs.ts';

/** A pack whose large files are smaller than this together is opened sooner than a thread starts. */
const WORTH_BYTES = 64 * 1024 * 1024;

/** As `openPackZip`. `helper` is asked for only when the pack is worth it, and then verification goes on with it. */
export async function openPackZipBeside(
  path: string,
  helper: () => Pick<Helper, 'run'>,
  { limits = defaultLimits, worth = WORTH_BYTES }: { readonly limits?: PackLimits; readonly worth?: number } = {},
): Promise<PackSource> {
  const file = fileSource(path);
  try {
    return refusedSize(file, limits) ?? (await opened(file, { path, limits, worth }, helper));
  } catch (error) {
    if (!(error instanceof ZipRefused)) throw error;
    return sourceOf(() => {
      throw error;
    });
  } finally {
    file.close();
  }
}

interface Slot {
  readonly entry: ZipEntry;
  content: FileContent;
}

async function opened(
  file: FileSource,
  { path, limits, worth }: { readonly path: string; readonly limits: PackLimits; readonly worth: number },
  helper: () => Pick<Helper, 'run'>,
): Promise<PackSource> {
  const slots: Slot[] = [];
  const { problems, files } = readEntries(file, limits, (entry) => {
    const slot: Slot = { entry, content: new Uint8Array() };
    slots.push(slot);
    return slot;
  });
  const large = slots.reduce((sum, { entry: { size } }) => sum + (size < LARGE_BYTES ? 0 : size), 0);
  if (problems.length > 0 || large < worth) return openPackZip(path, limits);
  const threads = helper();
  const jobs = slots.map(({ entry }) =>
    entry.size < LARGE_BYTES ? undefined : threads.run({ kind: 'unpack', path, mark: file.mark, entry }),
  );
  // Whatever fails first, what is told is what stands first in the archive.
  const done = Promise.allSettled(jobs.filter((job) => job !== undefined));
  for (const [i, slot] of slots.entries()) {
    const job = jobs[i];
    if (job === undefined) slot.content = unpack(file, slot.entry);
    else {
      const answer = await job;
      if (answer.kind === 'refused') throw new ZipRefused(answer.why);
      if (answer.kind !== 'held') throw new Error('a helper thread answered something else');
      slot.content = heldEntry(file, slot.entry, answer);
    }
  }
  await done;
  const source = sourceOf(() => ({ problems: [], files: files.map(([name, { content }]) => [name, content]) }));
  return { ...source, keep: digestBeside(() => threads) };
}

function heldEntry(
  file: FileSource,
  entry: ZipEntry,
  { sha256, leafHashes }: Extract<Answer, { kind: 'held' }>,
): FileContent {
  const later = { size: file.size, read: file.again };
  return { size: entry.size, sha256, leafHashes, bytes: () => unpack(later, entry) };
}
