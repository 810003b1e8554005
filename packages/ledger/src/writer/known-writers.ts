/**
 * The writers that this data folder has been, oldest first. Where several gateways write to one log, each closes only the
 * calls that it left open itself: those of another one may still be under way.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import { makeFolder, writeDurably } from '../files/durable.ts';

const NAME = 'writers';
const WRITER = /^[A-Za-z0-9_-]{1,64}$/;

/** The writers of earlier processes. */
export function knownWriters(folder: string): string[] {
  const path = join(folder, NAME);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => WRITER.test(line));
}

/** Replaces the list durably. */
export function rememberWriters(folder: string, writers: readonly string[]): void {
  makeFolder(folder);
  writeDurably(join(folder, NAME), utf8(`${writers.join('\n')}\n`));
}
