/** The minimum index of a pruned log (C2SP tlog-tiles, "Pruning"): a file beside its tiles. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import type { TileRef } from '@remit/tlog';
import { writeDurably } from '../files/durable.ts';

const FILE = 'minimum-index';
/** Width of a full tile. */
const FULL = 256;

/** Index below which nothing is served; 0 for a log that was never pruned. */
export function prunedBelow(logFolder: string): number {
  const path = join(logFolder, FILE);
  if (!existsSync(path)) return 0;
  const text = readFileSync(path, 'utf8').trim();
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${path} is damaged: it holds no index`);
  return Number(text);
}

/** Index after the last record that a tile or bundle covers. What ends at or below the minimum index is gone (410). */
export function tileEnd({ level, n, width }: TileRef): number {
  return level === 'entries' ? n * FULL + width : (n * FULL + width) * FULL ** level;
}

/** Durable before anything is removed. */
export function writeMinimumIndex(logFolder: string, index: number): void {
  writeDurably(join(logFolder, FILE), utf8(`${index}\n`));
}
