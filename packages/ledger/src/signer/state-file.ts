/** The signer's state file: what it signed last. Written durably before a checkpoint is handed out. */
import { existsSync, readFileSync } from 'node:fs';
import type { Result } from '@remit/core';
import { err, fromBase64, isRefusal, ok, parseStrictJson, toBase64, utf8 } from '@remit/core';
import { writeDurably } from '../files/durable.ts';

/** The tree at the last signature. `frontier`: compact range, roots of the complete subtrees from the left. */
export interface SignerState {
  readonly origin: string;
  readonly size: number;
  readonly frontier: readonly Uint8Array[];
  /** Signed note; empty before the first. */
  readonly lastCheckpoint: string;
}

/** Replaces the state durably. */
export function writeState(path: string, state: SignerState): void {
  writeDurably(path, utf8(`${JSON.stringify({ ...state, frontier: state.frontier.map(toBase64) })}\n`));
}

/** The stored state, undefined when there is none; the error says what is damaged. */
export function readState(path: string): Result<SignerState | undefined, string> {
  if (!existsSync(path)) return ok(undefined);
  const json = parseStrictJson(readFileSync(path, 'utf8'));
  if (isRefusal(json) || typeof json.value !== 'object' || json.value === null) return err(`${path} is not JSON`);
  const fields: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(json.value));
  const { origin, size, frontier, lastCheckpoint } = fields as {
    origin?: unknown;
    size?: unknown;
    frontier?: unknown;
    lastCheckpoint?: unknown;
  };
  const hashes = Array.isArray(frontier) ? frontier.map(hashOf) : [undefined];
  if (typeof origin !== 'string' || typeof lastCheckpoint !== 'string') return err(`${path} lacks a field`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return err(`${path} has no valid size`);
  const whole = hashes.filter((hash) => hash !== undefined);
  if (whole.length !== hashes.length) return err(`${path} has a damaged frontier`);
  return ok({ origin, size, frontier: whole, lastCheckpoint });
}

function hashOf(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
  return bytes?.length === 32 ? bytes : undefined;
}
