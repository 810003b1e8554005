/**
 * A writer signs for what it handed over (ledger reference §7): now and then one record of type writer.seal over all its
 * records since the one before. So a record that the sequencer puts between them, or under a name of its own, has no
 * seal. The way of a call pays nothing: its leaf hash is kept, and one signature is made for many.
 *
 * The first record of a writer, after a genesis, is a seal over nothing: it ties the writer's id to its key before any
 * other record of it exists.
 */
import { fromBase64Url, toBase64, toBase64Url, utf8 } from '@remit/core';
import type { RecordDraft, Recorder } from '@remit/record';
import type { NoteSigner } from '@remit/tlog';
import { createCompactRange } from '@remit/tlog';
import { createSerial } from '../serial.ts';

/** A seal at the latest after so many records, or so many milliseconds after the first that has none. */
export interface SealPace {
  readonly records: number;
  readonly ms: number;
}

/** What the recorder below tells of each record that it has handed over. */
export type HandedOver = (n: number, leaf: string) => void;

/** A recorder whose records are sealed. */
export interface SealedRecorder extends Recorder {
  /** The key of the seals. */
  readonly vkey: string;
  /** Resolves when the opening seal is made: a record before that would stand before it. */
  ready(): Promise<void>;
  /** Seals what has none yet. Call it before the outbox drains. */
  finish(): Promise<void>;
}

/** Seals what goes through `open(handedOver)`, which is the recorder below with the id of its writer. */
export function createSealedRecorder(deps: {
  readonly origin: string;
  readonly key: NoteSigner & { readonly vkey: string };
  readonly pace: SealPace;
  open(handedOver: HandedOver): Recorder & { readonly writer: string };
  /** A seal could not be made; what it was for goes into the next one. */
  onProblem(reason: string): void;
}): SealedRecorder {
  const { key, pace } = deps;
  const serial = createSerial();
  /** Leaf hashes without a seal, and how many of them are not seals themselves. */
  let leaves: string[] = [];
  let first = 0;
  let count = 0;
  let worth = 0;
  let prev: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let due = false;
  let sealing = false;
  const recorder = deps.open((n, leaf) => {
    count = n + 1;
    leaves.push(leaf);
    if (sealing) return;
    worth += 1;
    timer ??= setTimeout(() => void seal(), pace.ms).unref();
    if (leaves.length < pace.records || due) return;
    due = true;
    setImmediate(() => void seal());
  });

  const place = { origin: deps.origin, writer: recorder.writer };

  const write = (draft: RecordDraft): string | undefined => {
    const before = count;
    sealing = true;
    const { leaf, durable } = recorder.record(draft);
    sealing = false;
    durable.catch(() => {});
    return count > before ? leaf : undefined;
  };

  /** Signs for everything handed over so far. Records of the meantime, while a key service answers, go into the next. */
  const seal = () =>
    serial(async () => {
      clearTimeout(timer);
      timer = undefined;
      due = false;
      if (worth === 0) return;
      const sealed = leaves.slice();
      const part = { first, end: first + sealed.length, root: rootOf(sealed), prev };
      try {
        const sig = toBase64(await key.sign(sealMessage(place, part)));
        const leaf = write({ t: 'writer.seal', seal: draftOf(key.vkey, part, sig) });
        if (leaf === undefined) throw new Error('the ledger takes no record');
        leaves = leaves.slice(sealed.length);
        first = part.end;
        // What is left is this seal, and what came while the key was asked.
        worth = Math.max(0, leaves.length - 1);
        prev = leaf;
        if (worth > 0) timer ??= setTimeout(() => void seal(), pace.ms).unref();
      } catch (error) {
        deps.onProblem(
          `A seal of this writer could not be made: ${error instanceof Error ? error.message : String(error)}`,
        );
        timer ??= setTimeout(() => void seal(), pace.ms).unref();
      }
    });

  // Made beforehand: the first record must not wait for a key service.
  const opening = { first: 0, end: 0, root: rootOf([]), prev: undefined };
  let openingSignature: string | undefined;
  const ready = key.sign(sealMessage(place, opening)).then(
    (signature) => {
      openingSignature = toBase64(signature);
    },
    (error: unknown) => deps.onProblem(`The key of this writer does not sign: ${String(error)}`),
  );
  let opened = false;
  const openWriter = () => {
    if (opened || openingSignature === undefined) return;
    prev = write({ t: 'writer.seal', seal: draftOf(key.vkey, opening, openingSignature) });
    opened = prev !== undefined;
  };

  return {
    vkey: key.vkey,
    ready: () => ready,
    record(draft, committed) {
      if (draft.t !== 'genesis') openWriter();
      return recorder.record(draft, committed);
    },
    async finish() {
      await ready;
      await seal();
      clearTimeout(timer);
    },
  };
}

/** What one seal is over. */
interface Sealed {
  readonly first: number;
  readonly end: number;
  /** base64url. */
  readonly root: string;
  /** Leaf hash of the seal before, base64url. */
  readonly prev: string | undefined;
}

/** The bytes that the writer signs. VERIFY.md gives them too. */
function sealMessage({ origin, writer }: { origin: string; writer: string }, part: Sealed): Uint8Array {
  const { first, end, root, prev = '-' } = part;
  return utf8(`remit writer-seal/1\n${origin}\n${writer}\n${first}\n${end}\n${root}\n${prev}\n`);
}

function draftOf(key: string, { prev, ...part }: Sealed, sig: string) {
  return { key, ...part, ...(prev === undefined ? {} : { prev }), sig };
}

function rootOf(leaves: readonly string[]): string {
  const range = createCompactRange();
  for (const leaf of leaves) {
    const hash = fromBase64Url(leaf);
    if (hash === undefined) throw new Error('a leaf hash that is none');
    range.append(hash);
  }
  return toBase64Url(range.root());
}
