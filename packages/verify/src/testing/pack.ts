/** Packs of test logs, and the trust files that fit them. Development only. */
import { rfc3339, utf8 } from '@remit/core';
import { assemblePack } from '../projection/assemble.ts';
import type { PackCore, PackInputs } from '../projection/pack-core.ts';
import type { Rules } from '../projection/rules.ts';
import type { TrustFile } from '../trust.ts';
import { parseTrust } from '../trust.ts';
import type { TestLedger } from './ledger.ts';
import { TEST_START, testTrust } from './ledger.ts';
import { honestStory } from './story.ts';

/** Material whose entries are in memory. */
export interface TestCore extends PackCore {
  readonly entries: readonly Uint8Array[];
}

/** A pack with what a reader of it would hold. */
export interface TestPack {
  readonly files: Map<string, Uint8Array>;
  readonly trust: TrustFile;
  readonly now: number;
  readonly core: TestCore;
  readonly ledger: TestLedger;
}

/** Options of {@link packOf}. */
export interface TestPackOptions {
  readonly checkpoint?: string;
  readonly size?: number;
  readonly inputs?: Partial<PackInputs>;
  readonly knownHead?: string;
  /** Absent: the newest. */
  readonly rules?: Rules;
}

/** The material of a pack of a test log: the whole log, from its start to now. */
export async function coreOf(ledger: TestLedger, options: TestPackOptions = {}): Promise<TestCore> {
  const size = options.size ?? ledger.entries.length;
  return {
    inputs: {
      origin: ledger.origin,
      size,
      from: rfc3339(TEST_START),
      to: rfc3339(ledger.now()),
      now: rfc3339(ledger.now()),
      software: 'remit 0.1.0',
      ...options.inputs,
    },
    ...(options.rules === undefined ? {} : { rules: options.rules }),
    checkpoint: options.checkpoint ?? (await ledger.checkpoint({ size })),
    entries: ledger.entries.slice(0, size),
    blobs: ledger.blobs,
    disclosures: ledger.disclosures,
    verifier: utf8('// the verifier\n'),
  };
}

/** Writes the pack of a test log. */
export async function packOf(ledger: TestLedger, options: TestPackOptions = {}): Promise<TestPack> {
  const core = await coreOf(ledger, options);
  const assembled = assemblePack(core);
  if (!assembled.ok) throw new Error(`the test log is unreadable: ${JSON.stringify(assembled.error)}`);
  return {
    files: new Map(assembled.value.files),
    trust: trustOf(ledger, options.knownHead),
    now: ledger.now(),
    core,
    ledger,
  };
}

/** Trust in the test log's key and both test witnesses. */
export function trustOf(ledger: TestLedger, knownHead?: string): TrustFile {
  const trust = parseTrust(testTrust(ledger.logKey, ['w-one', 'w-two'], knownHead));
  if (!trust.ok) throw new Error(trust.error);
  return trust.value;
}

/** An honest pack of a log of `size` records. */
export function honestPack(size: number): Promise<TestPack> {
  return packOf(honestStory(size).ledger);
}
