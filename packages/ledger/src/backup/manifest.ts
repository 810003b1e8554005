/** backup.json: written last, so that a folder without it is an unfinished backup or none. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, parseStrictJson, utf8 } from '@remit/core';
import { writeDurably } from '../files/durable.ts';

export const MANIFEST = 'backup.json';

/** What a backup holds. Says nothing that the log does not prove better; it is for the operator. */
export interface BackupManifest {
  readonly origin: string;
  /** RFC 3339. */
  readonly made: string;
  readonly software: string;
  /** Records in it. */
  readonly size: number;
  /** Size of the newest checkpoint in it; 0 when there is none. */
  readonly signedSize: number;
  /** True: it holds the keys of persons. Backups of versions that kept them in the database say nothing and hold them. */
  readonly subjectKeys: boolean;
}

/** Marks the folder as a whole backup. */
export function writeManifest(folder: string, manifest: BackupManifest): void {
  writeDurably(join(folder, MANIFEST), utf8(`${JSON.stringify({ 'remit-backup': 1, ...manifest }, undefined, 2)}\n`));
}

/** The manifest; undefined when the folder is not a whole backup of a version that is known here. */
export function readManifest(folder: string): BackupManifest | undefined {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return undefined;
  const json = parseStrictJson(readFileSync(path, 'utf8'));
  if (isRefusal(json) || typeof json.value !== 'object' || json.value === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(json.value));
  const { origin, made, software, size, signedSize, subjectKeys } = fields as Partial<
    Record<keyof BackupManifest, unknown>
  >;
  if (fields['remit-backup'] !== 1 || typeof size !== 'number' || typeof signedSize !== 'number') return undefined;
  if (typeof origin !== 'string' || typeof made !== 'string' || typeof software !== 'string') return undefined;
  return { origin, made, software, size, signedSize, subjectKeys: subjectKeys !== false };
}
