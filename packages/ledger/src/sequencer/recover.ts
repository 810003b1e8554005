/**
 * What happens before the first append: the database is held against the signer's journal, leaf by leaf from the
 * stored bytes, and rows beyond the journal are admitted with a gap record or not at all (ledger reference §4.3).
 */
import type { Clock, Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import { createCompactRange, leafHash } from '@remit/tlog';
import { MAX_HASHES, type SignerReply, wordsOf } from '../signer/protocol.ts';
import type { EntryStore } from './entry-store.ts';
import { unacknowledgedGap } from './gap-record.ts';
import type { SignerClient } from './signer-client.ts';

/** The log as it stands when appends may begin. */
export interface Recovered {
  readonly vkey: string;
  /** The signer's newest checkpoint, a signed note; empty before the first. */
  readonly note: string;
  readonly found: number;
  readonly unacknowledged: { readonly first: number; readonly end: number } | undefined;
  readonly repairs: readonly string[];
}

/** Why there will be no append. `vkey` is empty when the signer did not tell it. */
export interface NotRecovered {
  readonly reason: string;
  readonly vkey: string;
}

type Refusal = Exclude<SignerReply, { ok: true }>;

/** Compares database and signer and brings them level. */
export async function recover(deps: {
  store: EntryStore;
  signer: SignerClient;
  origin: string;
  clock: Clock;
  /** Fencing token of this sequencer. */
  epoch: number;
}): Promise<Result<Recovered, NotRecovered>> {
  const { store, signer, origin } = deps;
  const hello = await signer.ask({
    op: 'hello',
    origin,
    epoch: deps.epoch,
    checkpoint: store.newestCheckpoint() ?? '',
  });
  // Not the log is refused but this process: the next start asks for the lease again.
  if (!hello.ok && 'refused' in hello && hello.refused === 'fenced') throw new Error(hello.reason);
  if (!hello.ok) return refusedBy(hello, '');
  const { size: journaled, vkey = '', others = [], note = '', repairs = [] } = hello;

  const scanned = await scan(store, journaled);
  if (!scanned.ok) return err({ reason: scanned.error, vkey });
  const found = store.size;
  const compared = await signer.ask({ op: 'compare', size: found, root: scanned.value.root });
  if (!compared.ok) {
    const explained =
      'refused' in compared && compared.refused === 'fork' ? await explainFork(store, journaled, signer) : undefined;
    return refusedBy(explained ?? compared, vkey);
  }
  const { genesis } = scanned.value;
  if (found > 0 && ![vkey, ...others].includes(genesis ?? ''))
    return err({
      reason: `The log was started with the key ${genesis ?? '(none)'}, but the signer holds ${vkey}. Restore the signer's folder.`,
      vkey,
    });
  const base = { vkey, note, found };
  if (found === journaled) return ok({ ...base, unacknowledged: undefined, repairs });

  const admitted = await admit(deps, journaled, found);
  if (!admitted.ok) return err({ reason: admitted.error, vkey });
  return ok({
    ...base,
    unacknowledged: { first: journaled, end: found },
    repairs: [
      ...repairs,
      `Records ${journaled} to ${found - 1} were committed but never acknowledged by an earlier process. They were admitted together with the gap record ${found}.`,
    ],
  });
}

/** Rows after which the scan lets other work run. */
const SCAN_TURN = 8_192;

/** Root at `size` from the stored bytes (empty when there are fewer rows) and the key that the genesis record names. */
async function scan(
  store: EntryStore,
  size: number,
): Promise<Result<{ root: Uint8Array; genesis: string | undefined }, string>> {
  const range = createCompactRange();
  let root = size === 0 ? range.root() : new Uint8Array();
  let genesis: string | undefined;
  let next = 0;
  for (const row of store.rows(0, store.size)) {
    if (row.idx !== next) return err(`The database has no record ${next}: the log has a hole.`);
    if (next === 0) genesis = genesisKey(row.entry);
    range.append(leafHash(row.entry));
    next += 1;
    if (next === size) root = range.root();
    if (next % SCAN_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return ok({ root, genesis });
}

function genesisKey(entry: Uint8Array): string | undefined {
  const json = parseStrictJson(fromUtf8(entry) ?? '');
  if (isRefusal(json) || typeof json.value !== 'object' || json.value === null) return undefined;
  const { t, gen } = json.value as { t?: unknown; gen?: { vkey?: unknown } };
  return t === 'genesis' && typeof gen?.vkey === 'string' ? gen.vkey : undefined;
}

async function explainFork(store: EntryStore, size: number, signer: SignerClient): Promise<Refusal | undefined> {
  for (let first = 0; first < size; first += MAX_HASHES) {
    const hashes = hashesOf(store, first, Math.min(size, first + MAX_HASHES));
    const reply = await signer.ask({ op: 'explain', first, hashes });
    if (!reply.ok) return reply;
  }
  return undefined;
}

async function admit(
  deps: { store: EntryStore; signer: SignerClient; origin: string; clock: Clock; epoch: number },
  first: number,
  end: number,
): Promise<Result<void, string>> {
  if (end - first >= MAX_HASHES)
    return err(
      `${end - first} records lie beyond the signer's journal, more than a crash can leave (${MAX_HASHES}). Restore the signer's folder.`,
    );
  const gap = unacknowledgedGap({ origin: deps.origin, clock: deps.clock, first, end });
  await deps.store.commit([gap], false);
  const reply = await deps.signer.ask({
    op: 'journal',
    first,
    hashes: hashesOf(deps.store, first, end + 1),
    gap: gap.entry,
    epoch: deps.epoch,
  });
  return reply.ok ? ok(undefined) : err(wordsOf(reply));
}

function hashesOf(store: EntryStore, first: number, end: number): Uint8Array {
  return Buffer.concat([...store.rows(first, end)].map((row) => leafHash(row.entry)));
}

function refusedBy(reply: Refusal, vkey: string): { ok: false; error: NotRecovered } {
  return err({ reason: 'error' in reply ? `The signer answered: ${reply.error}.` : wordsOf(reply), vkey });
}
