/**
 * A log in memory with test keys, for tests of verifier and packs. Writes records as the ledger would: canonical bytes,
 * dense numbers, commitments. Every id, time, salt and key is fixed, so two runs give the same bytes. Development only.
 */
import { canonicalize, rfc3339, sha256, toBase64Url, toHex, utf8 } from '@remit/core';
import type { AnyRecord, DecisionContext, RecordDraft } from '@remit/record';
import { disclose } from '@remit/record';
import type { NoteSigner } from '@remit/tlog';
import {
  cosigner,
  ed25519Signer,
  formatCheckpoint,
  hashReaderFromLeaves,
  leafHash,
  signNote,
  treeRoot,
} from '@remit/tlog';

/** A signer whose vkey is known. */
export type TestKey = NoteSigner & { readonly vkey: string };

/** One appended record. */
export interface Appended {
  readonly index: number;
  readonly id: string;
  readonly leaf: string;
  readonly record: AnyRecord;
}

/** Options of a test log. Times in milliseconds since the epoch. */
export interface TestLedgerOptions {
  readonly origin?: string;
  readonly start?: number;
  readonly writer?: string;
  /** Milliseconds between records. Default 1000. */
  readonly step?: number;
}

/** A log in memory. */
export interface TestLedger {
  readonly origin: string;
  readonly logKey: TestKey;
  readonly entries: Uint8Array[];
  readonly blobs: Map<string, Uint8Array>;
  /** `ctx` disclosures by record id. */
  readonly disclosures: Map<string, string>;
  /** Time of the next record. */
  now(): number;
  append(draft: RecordDraft, context?: DecisionContext): Appended;
  /** From here on another process writes. */
  restart(writer: string): void;
  /** Appends bytes as they are. */
  appendRaw(entry: Uint8Array): void;
  putBlob(bytes: Uint8Array): string;
  /** A signed and cosigned head over the first `size` entries, cosigned `at` (default: the time of the next record). */
  checkpoint(options?: { size?: number; witnesses?: readonly TestKey[]; at?: number; key?: TestKey }): Promise<string>;
}

/** 2026-10-01T08:00:00Z. */
export const TEST_START = Date.UTC(2026, 9, 1, 8);
/** Origin of test logs. */
export const TEST_ORIGIN = 'remit.test/log';

/** A 32-byte seed from a name. */
export function testSeed(name: string): Uint8Array {
  return sha256(utf8(`test seed ${name}`));
}

/** The log key of an origin. `variant` gives another key of the same name. */
export function testLogKey(origin = TEST_ORIGIN, variant = ''): TestKey {
  return ed25519Signer(origin, testSeed(`log ${origin}${variant}`));
}

/** A witness whose clock stands at `at`, milliseconds. */
export function testWitness(name: string, at: number): TestKey {
  return cosigner(name, testSeed(`witness ${name}`), { now: () => at });
}

/** A trust file for one log and the named witnesses, all of which are needed. */
export function testTrust(logKey: TestKey, witnesses: readonly string[], knownHead?: string): string {
  const lines = [`log ${logKey.vkey}`, ...witnesses.map((name) => `witness ${name} ${testWitness(name, 0).vkey}`)];
  if (witnesses.length > 0) lines.push(`group all-witnesses all ${witnesses.join(' ')}`);
  lines.push(`quorum ${witnesses.length > 0 ? 'all-witnesses' : 'none'}`);
  return `${lines.join('\n')}\n${knownHead === undefined ? '' : `---\n${knownHead}`}`;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID for a number: fixed, rising. */
export function testUlid(n: number): string {
  let rest = n;
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = CROCKFORD.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** A person's handle from a name. */
export function testHandle(name: string): string {
  return `p_${toBase64Url(sha256(utf8(`person ${name}`))).slice(0, 22)}`;
}

/** Starts an empty log. */
export function createTestLedger(options: TestLedgerOptions = {}): TestLedger {
  const origin = options.origin ?? TEST_ORIGIN;
  const logKey = testLogKey(origin);
  const entries: Uint8Array[] = [];
  const blobs = new Map<string, Uint8Array>();
  const disclosures = new Map<string, string>();
  let written = 0;
  let writer = options.writer ?? 'w1';
  const now = () => (options.start ?? TEST_START) + entries.length * (options.step ?? 1000);
  return {
    origin,
    logKey,
    entries,
    blobs,
    disclosures,
    now,
    restart(name) {
      writer = name;
      written = 0;
    },
    append(draft, context) {
      const id = testUlid(1_000_000 + entries.length);
      const committed = context === undefined ? undefined : disclose(testSeed(`salt ${id}`), 'ctx', context);
      if (committed !== undefined) disclosures.set(id, committed.disclosure);
      // A draft with the writer's fields is a record of its type.
      const record = {
        ...draft,
        v: 1,
        id,
        ts: rfc3339(now()),
        org: origin,
        w: { id: writer, n: written++ },
        ...(committed === undefined ? {} : { c: { ctx: committed.commitment } }),
      } as AnyRecord;
      const entry = utf8(canonicalize(record));
      entries.push(entry);
      return { index: entries.length - 1, id, leaf: toBase64Url(leafHash(entry)), record };
    },
    appendRaw(entry) {
      entries.push(entry);
    },
    putBlob(bytes) {
      const sha = toHex(sha256(bytes));
      blobs.set(sha, bytes);
      return sha;
    },
    checkpoint({ size = entries.length, witnesses, at = now(), key = logKey } = {}) {
      const read = hashReaderFromLeaves(entries.slice(0, size).map(leafHash));
      const text = formatCheckpoint({ origin, size, root: treeRoot(size, read) });
      return signNote(text, [key, ...(witnesses ?? [testWitness('w-one', at), testWitness('w-two', at)])]);
    },
  };
}
