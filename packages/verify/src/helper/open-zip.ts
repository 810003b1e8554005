/** Opens a zip file whose large files helper threads unpack and check, several at a time. What it gives is what one thread gives. */
import type { FileContent } from '../pack/file-content.ts';
import { LARGE_BYTES } from '../pack/file-content.ts';
import type { FileSource } from '../pack/file-source.ts';
import { fileSource } from '../pack/file-source.ts';
import { heldBundle, isBundlePath } from '../pack/hold-bundles.ts';
import type { PackLimits, PackSource } from '../pack/pack-source.ts';
import { defaultLimits } from '../pack/pack-source.ts';
import { openPackZip, readEntries, refusedSize, sourceOf, unpack } from '../pack/zip.ts';
import type { ZipEntry } from '../pack/zip-directory.ts';
import { ZipRefused } from '../pack/zip-end.ts';
import { bytesOfAnswer, digestBeside } from './beside.ts';
import type { Helper } from './helper.ts';
import type { Answer } from './jobs.ts';

/** Bundles of one job: about six megabytes. */
const BUNDLES = 32;
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
  const large = slots.reduce((sum, { entry }) => sum + (isHelped(entry) ? entry.size : 0), 0);
  if (problems.length > 0 || large < worth) return openPackZip(path, limits);
  const threads = helper();
  const jobs = jobsOf(slots).map((turn) => ({ turn, answer: answerOf(turn, threads, { path, mark: file.mark }) }));
  // Whatever fails first, what is told is what stands first in the archive.
  const done = Promise.allSettled(jobs.map(({ answer }) => answer));
  const archive = { threads, path, mark: file.mark };
  for (const { turn, answer } of jobs) fill(turn, await answer, file, archive);
  await done;
  const source = sourceOf(() => ({ problems: [], files: files.map(([name, { content }]) => [name, content]) }));
  return { ...source, keep: digestBeside(() => threads) };
}

/** True for a file that a helper unpacks: a large one, or a bundle. */
function isHelped({ size, path }: ZipEntry): boolean {
  return size >= LARGE_BYTES || isBundlePath(path);
}

/** Files in the order of the archive; bundles that follow each other are one job. */
function jobsOf(slots: readonly Slot[]): Slot[][] {
  const turns: Slot[][] = [];
  for (const slot of slots) {
    const last = turns.at(-1);
    const joins = last !== undefined && last.length < BUNDLES && isSmallBundle(last[0]) && isSmallBundle(slot);
    if (joins) last.push(slot);
    else turns.push([slot]);
  }
  return turns;
}

function isSmallBundle(slot: Slot | undefined): boolean {
  return slot !== undefined && isBundlePath(slot.entry.path);
}

async function answerOf(
  [slot, ...more]: readonly Slot[],
  threads: Pick<Helper, 'run'>,
  archive: { readonly path: string; readonly mark: string },
): Promise<Answer | undefined> {
  if (slot === undefined || !isHelped(slot.entry)) return undefined;
  return isSmallBundle(slot)
    ? await threads.run({ kind: 'bundles', ...archive, entries: [slot, ...more].map(({ entry }) => entry) })
    : await threads.run({ kind: 'unpack', ...archive, entry: slot.entry });
}

/** Where files are read again beside the work. */
interface Archive {
  readonly threads: Pick<Helper, 'run'>;
  readonly path: string;
  readonly mark: string;
}

function fill(turn: readonly Slot[], answer: Answer | undefined, file: FileSource, archive: Archive): void {
  const later = { size: file.size, read: file.again };
  for (const [i, slot] of turn.entries()) {
    const { entry } = slot;
    if (answer === undefined) slot.content = unpack(file, entry);
    else if (answer.kind === 'refused') throw new ZipRefused(answer.why);
    else if (answer.kind === 'held') slot.content = heldEntry(file, entry, answer, archive);
    else if (answer.kind === 'bundles')
      slot.content = heldBundle(entry.size, answer.read[i] ?? { sha256: '' }, () => unpack(later, entry));
  }
}

function heldEntry(
  file: FileSource,
  entry: ZipEntry,
  { sha256, leafHashes }: Extract<Answer, { kind: 'held' }>,
  { threads, path, mark }: Archive,
): FileContent {
  const later = { size: file.size, read: file.again };
  const fetch = async () => bytesOfAnswer(await threads.run({ kind: 'read', path, mark, entry }));
  return { size: entry.size, sha256, leafHashes, bytes: () => unpack(later, entry), fetch };
}
