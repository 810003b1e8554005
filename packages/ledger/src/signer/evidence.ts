/** What the signer keeps when it refuses: enough to show a third party both sides of the difference. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, toHex, utf8 } from '@remit/core';
import { makeFolder, writeDurably } from '../files/durable.ts';

/** The difference in words and numbers. Hashes in base64. */
export interface Evidence {
  readonly kind: string;
  readonly reason: string;
  readonly origin: string;
  readonly journal: { readonly size: number; readonly root: string; readonly lastCheckpoint: string };
  readonly offered: Readonly<Record<string, string | number>>;
}

/** Keeps the evidence under a name made from its content, so that a restart does not pile up copies. Returns the path. */
export function keepEvidence(folder: string, evidence: Evidence, at: string): string {
  const body = JSON.stringify(evidence);
  const name = `${evidence.kind}-${evidence.journal.size}-${toHex(sha256(utf8(body))).slice(0, 12)}.json`;
  const path = join(folder, 'evidence', name);
  if (existsSync(path)) return path;
  makeFolder(join(folder, 'evidence'));
  writeDurably(path, utf8(`${JSON.stringify({ at, ...evidence }, null, 2)}\n`));
  return path;
}
