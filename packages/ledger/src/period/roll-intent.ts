/** roll.json: that one log is being ended and the next begun. It stays until all is done, so that a crash is gone on from. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { isRefusal, parseStrictJson, utf8 } from '@remit/core';
import { writeDurably } from '../files/durable.ts';

/** What was decided at the beginning. */
export interface RollIntent {
  readonly from: string;
  readonly to: string;
  readonly why: 'period' | 'compromise' | 'restore';
  /** Folder of the ended log, below `periods/`. */
  readonly folder: string;
  /** Handle of whoever asked for it; absent: the process, at the end of a period. */
  readonly by?: string;
}

/** The intent; undefined when nothing is under way. @throws Error when the file is damaged. */
export function readRollIntent(path: string): RollIntent | undefined {
  if (!existsSync(path)) return undefined;
  const json = parseStrictJson(readFileSync(path, 'utf8'));
  const fields = isRefusal(json) ? {} : (Object(json.value) as Partial<Record<keyof RollIntent, unknown>>);
  const { from, to, why, folder, by } = fields;
  const known = why === 'period' || why === 'compromise' || why === 'restore';
  if (typeof from !== 'string' || typeof to !== 'string' || typeof folder !== 'string' || !known)
    throw new Error(`${path} is damaged; it says how one log goes on in another. Restore it.`);
  return { from, to, why, folder, ...(typeof by === 'string' ? { by } : {}) };
}

/** Durable before anything is moved. */
export function writeRollIntent(path: string, intent: RollIntent): void {
  writeDurably(path, utf8(`${JSON.stringify(intent)}\n`));
}

/** Everything is done. */
export function endRollIntent(path: string): void {
  rmSync(path, { force: true });
}
