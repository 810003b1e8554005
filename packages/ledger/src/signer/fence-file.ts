/**
 * The highest fencing token that the signer has seen. A sequencer that was replaced comes with a lower one and is refused,
 * however late its message arrives (ledger reference §6 A). Written durably before the token is believed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { utf8 } from '@remit/core';
import { writeDurably } from '../files/durable.ts';

/** The stored token; 0 when no sequencer has named one. @throws Error when the file holds none. */
export function readFence(path: string): number {
  if (!existsSync(path)) return 0;
  const text = readFileSync(path, 'utf8').trim();
  const epoch = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(epoch)) throw new Error(`${path} holds no fencing token. Restore the signer's folder.`);
  return epoch;
}

/** Replaces the token durably. */
export function writeFence(path: string, epoch: number): void {
  writeDurably(path, utf8(`${epoch}\n`));
}
