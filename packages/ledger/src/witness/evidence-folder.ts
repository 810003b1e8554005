/** A folder of evidence files, each named by its content, so that the same evidence is kept once. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, toHex, utf8 } from '@remit/core';
import { makeFolder, writeDurably } from '../files/durable.ts';
import type { LogEvidence } from './evidence-file.ts';
import { formatEvidence, parseEvidence } from './evidence-file.ts';

/** A peer could only fill it with notes that the log signed; more than this tells nothing new. */
const MAX_FILES = 256;
/** Threat: old heads are public, and anyone can send them again. They must not take the room of a fork. */
const MAX_ROLLBACKS = 16;

/** One file of the folder. */
export interface KeptEvidence {
  readonly path: string;
  /** Undefined when the file cannot be read as evidence. */
  readonly evidence: LogEvidence | undefined;
}

/** Keeps evidence durably. Returns its path, undefined when the folder is full. The time it was found does not count as content. */
export function keepLogEvidence(folder: string, evidence: LogEvidence): string | undefined {
  const name = toHex(sha256(utf8(`${evidence.held}\n${evidence.came}`)));
  const path = join(folder, `${evidence.kind}-${name}.json`);
  makeFolder(folder);
  if (existsSync(path)) return path;
  const same = readdirSync(folder).filter((file) => file.startsWith(evidence.kind)).length;
  if (same >= (evidence.kind === 'rollback' ? MAX_ROLLBACKS : MAX_FILES)) return undefined;
  writeDurably(path, utf8(formatEvidence(evidence)));
  return path;
}

/** All heads of a folder that contradict each other, by file name; what copies found is listed apart. Empty when there is no such folder. */
export function listEvidence(folder: string): KeptEvidence[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.startsWith('copy-'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return { path, evidence: parseEvidence(readFileSync(path, 'utf8')) };
    });
}
