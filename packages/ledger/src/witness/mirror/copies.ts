/**
 * The copies of one mirror: for each log a folder in the published layout, how far it has come, and at most one copying
 * under way. `logs/<hex SHA-256 of the origin>/` holds the files, `progress/<same>.json` the size.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { err, isRefusal, ok, parseStrictJson, sha256, toHex, utf8 } from '@remit/core';
import { makeFolder, writeDurably } from '../../files/durable.ts';
import { type TileFolder, tileFolder } from '../../publish/tile-folder.ts';
import { copyLog } from './copy-log.ts';
import type { CopyProblem, ReadTile } from './signed-tiles.ts';

/** A signed head to copy up to. */
export interface CopyHead {
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note. */
  readonly note: string;
}

/** The copy of one log. */
export interface Copy {
  readonly folder: TileFolder;
  /** Records that are kept. */
  size(): number;
  /**
   * Resolves when the copy holds the head's records, or with what the log serves wrongly. A later head joins the copying under
   * way. Rejects when the log cannot be reached.
   */
  bring(head: CopyHead): Promise<Result<void, CopyProblem>>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Name of a log's folder (C2SP tlog-mirror): hex SHA-256 of its origin. */
export function originHash(origin: string): string {
  return toHex(sha256(utf8(origin)));
}

/** Where the copy of a log lies in a mirror's folder. */
export function copyFolder(dir: string, origin: string): string {
  return join(dir, 'logs', originHash(origin));
}

/** Opens or begins the copy. Throws when its progress is damaged: records must not be believed to be there. */
export function openCopy(deps: {
  dir: string;
  origin: string;
  read: ReadTile;
  onProblem(problem: CopyProblem, head: CopyHead): void;
}): Copy {
  const folder = tileFolder(copyFolder(deps.dir, deps.origin));
  const progressFolder = join(deps.dir, 'progress');
  makeFolder(progressFolder);
  const path = join(progressFolder, `${originHash(deps.origin)}.json`);
  let size = readProgress(path, deps.origin);
  const progress = {
    get size() {
      return size;
    },
    save(next: number) {
      writeDurably(path, utf8(`${JSON.stringify({ origin: deps.origin, size: next })}\n`));
      size = next;
    },
  };
  let stopped = false;
  let target: CopyHead | undefined;
  let running: Promise<Result<void, CopyProblem>> | undefined;

  const step = async (head: CopyHead): Promise<Result<void, CopyProblem>> => {
    const copied = await copyLog({ read: deps.read, folder, progress, head, stopped: () => stopped });
    if (!copied.ok) deps.onProblem(copied.error, head);
    return copied;
  };

  const run = async (first: CopyHead): Promise<Result<void, CopyProblem>> => {
    let head = first;
    try {
      for (;;) {
        const copied = await step(head);
        // A log that grew meanwhile may have replaced the files that were looked for.
        if (target === undefined || target === head || stopped || (!copied.ok && copied.error.kind === 'altered'))
          return copied;
        head = target;
      }
    } finally {
      running = undefined;
      target = undefined;
    }
  };

  return {
    folder,
    size: () => size,
    bring(head) {
      if (size >= head.size) return Promise.resolve(ok(undefined));
      if (target === undefined || head.size > target.size) target = head;
      running ??= run(target);
      return running;
    },
    async stop() {
      stopped = true;
      await running?.catch(() => {});
    },
  };
}

function readProgress(path: string, origin: string): number {
  if (!existsSync(path)) return 0;
  const json = parseStrictJson(readFileSync(path, 'utf8'));
  const read = isRefusal(json) ? err('') : progressOf(json.value, origin);
  if (!read.ok) throw new Error(`${path} is damaged. Remove it: the copy is then checked and fetched from its start.`);
  return read.value;
}

function progressOf(value: unknown, origin: string): Result<number, string> {
  const { origin: named, size } = Object(value) as Record<string, unknown>;
  return named === origin && typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? ok(size) : err('');
}
