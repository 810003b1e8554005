/**
 * The signer (ledger reference §4.3): keeps its own journal of leaf hashes and signs only the tree of that journal.
 *
 * It compares what a sequencer offers with what it knows and refuses for good, with evidence kept, when the offer is
 * shorter (rollback) or differs (fork). Threat T7: nothing in the database can make it sign another past.
 */
import type { Clock } from '@remit/core';
import { equalBytes, rfc3339, toBase64 } from '@remit/core';
import { ed25519Signer, formatCheckpoint, leafHash, openNote, parseCheckpoint, parseVkey, signNote } from '@remit/tlog';
import { keepEvidence } from './evidence.ts';
import { readFence, writeFence } from './fence-file.ts';
import { checkGapEntry } from './gap-entry.ts';
import { scanJournal } from './journal.ts';
import type { SignerFolder } from './open-folder.ts';
import { openSignerFolder, signerFiles } from './open-folder.ts';
import type {
  CompareRequest,
  ExplainRequest,
  HelloRequest,
  JournalRequest,
  RefusalKind,
  SignerReply,
  SignerRequest,
} from './protocol.ts';
import type { SignerKeys } from './signer-keys.ts';
import { writeState } from './state-file.ts';

/** How far one connection has come. `admit`: rows beyond the journal exist and must come first, with their gap record. */
export type Session = { at: 'new' | 'greeted' | 'open' } | { at: 'admit'; databaseSize: number };

/** Answers the requests of one log. Requests must be given one at a time: await each before the next. */
export interface Signer {
  handle(session: { state: Session }, request: SignerRequest): Promise<SignerReply>;
  /** Undefined while it signs; otherwise why it refuses. */
  refusal(): string | undefined;
  readonly repairs: readonly string[];
}

type Refusal = { readonly refused: RefusalKind; readonly reason: string };

/** Opens the folder and stands ready; a folder that does not fit gives a signer that refuses everything and says why. */
export function createSigner(deps: { folder: string; origin: string; clock: Clock; keys?: SignerKeys }): Signer {
  const opened = openSignerFolder(deps.folder, deps.origin, deps.keys !== undefined);
  if (!opened.ok) {
    const { refused, reason } = opened.error;
    return {
      handle: () => Promise.resolve({ ok: false, refused, reason }),
      refusal: () => reason,
      repairs: [],
    };
  }
  const { seed } = opened.value;
  const keys =
    deps.keys ?? (seed === undefined ? undefined : { current: ed25519Signer(deps.origin, seed), former: [] });
  if (keys === undefined) throw new Error('a signer without a key');
  return createOpenSigner(deps, opened.value, keys);
}

function createOpenSigner(
  deps: { folder: string; origin: string; clock: Clock },
  opened: SignerFolder,
  { current: key, next, former }: SignerKeys,
): Signer {
  const { journal, range } = opened;
  const own = [key.vkey, ...(next === undefined ? [] : [next.vkey]), ...former];
  let lastCheckpoint = opened.state.lastCheckpoint;
  let lastSize = opened.state.size;
  let refusal: Refusal | undefined;
  const fencePath = signerFiles(deps.folder).fence;
  let epoch = readFence(fencePath);

  const fenced = (theirs: number): SignerReply => ({
    ok: false,
    refused: 'fenced',
    reason: `A sequencer of epoch ${theirs} asks, but one of epoch ${epoch} has taken over. The old one must stop.`,
  });

  const refuse = (refused: RefusalKind, reason: string, offered: Readonly<Record<string, string | number>>) => {
    const path = keepEvidence(
      deps.folder,
      {
        kind: refused,
        reason,
        origin: deps.origin,
        journal: { size: journal.size, root: toBase64(range.root()), lastCheckpoint },
        offered,
      },
      rfc3339(deps.clock.now()),
    );
    refusal = { refused, reason: `${reason} Evidence: ${path}` };
    return { ok: false, ...refusal } as const;
  };

  const hello = async (session: { state: Session }, request: HelloRequest): Promise<SignerReply> => {
    if (request.origin !== deps.origin)
      return { ok: false, refused: 'origin', reason: `This signer signs ${deps.origin}, not ${request.origin}.` };
    if (request.checkpoint !== '') {
      const size = await ownCheckpointSize(request.checkpoint, deps.origin, own);
      const offered = { checkpoint: request.checkpoint };
      if (size === undefined)
        return refuse('fork', 'The newest stored checkpoint was not signed by the key in the signer folder.', offered);
      if (size > journal.size)
        return refuse(
          'rollback',
          `The signer's key has signed size ${size}, but its journal holds only ${journal.size} leaf hashes: the signer folder is older than the log.`,
          offered,
        );
    }
    session.state = { at: 'greeted' };
    return {
      ok: true,
      size: journal.size,
      vkey: key.vkey,
      others: own.slice(1),
      note: lastCheckpoint,
      repairs: opened.repairs,
    };
  };

  const compare = (session: { state: Session }, request: CompareRequest): SignerReply => {
    if (session.state.at !== 'greeted') return { ok: false, error: 'compare follows hello' };
    const offered = { databaseSize: request.size, databaseRootAtJournalSize: toBase64(request.root) };
    if (request.size < journal.size)
      return refuse(
        'rollback',
        `The database holds ${request.size} records; the signer has journaled ${journal.size}. Records that were acknowledged are gone.`,
        offered,
      );
    if (!equalBytes(request.root, range.root()))
      return refuse(
        'fork',
        `The first ${journal.size} records of the database do not give the tree that the signer journaled.`,
        offered,
      );
    session.state = request.size > journal.size ? { at: 'admit', databaseSize: request.size } : { at: 'open' };
    return { ok: true, size: journal.size };
  };

  const explain = (request: ExplainRequest): SignerReply => {
    if (refusal?.refused !== 'fork') return { ok: false, error: 'explain follows a fork' };
    const at = firstDifference(signerFiles(deps.folder).journal, request);
    if (at === undefined) return { ok: true, size: journal.size };
    return refuse('fork', `Record ${at.index} of the database is not the one the signer journaled.`, {
      index: at.index,
      databaseLeafHash: toBase64(at.offered),
      journalLeafHash: toBase64(at.journaled),
    });
  };

  const append = (session: { state: Session }, request: JournalRequest): SignerReply => {
    const { first, hashes, gap } = request;
    const count = hashes.length / 32;
    if (session.state.at !== 'open' && session.state.at !== 'admit')
      return { ok: false, error: 'journal follows compare' };
    if (first < journal.size)
      return refuse(
        'rollback',
        `Leaf ${first} was offered again; the signer holds ${journal.size} and never goes back.`,
        {
          first,
          hashes: toBase64(hashes.subarray(0, 32 * 16)),
        },
      );
    if (first > journal.size) return { ok: false, error: `leaf ${journal.size} comes next, not ${first}` };
    const admitted = checkAdmission(session.state, request, count, deps.origin);
    if (admitted !== undefined) return { ok: false, error: admitted };
    journal.append(hashes);
    for (let i = 0; i < count; i++) range.append(hashes.subarray(i * 32, (i + 1) * 32));
    if (gap.length > 0) session.state = { at: 'open' };
    return { ok: true, size: journal.size };
  };

  const sign = async (session: { state: Session }): Promise<SignerReply> => {
    if (session.state.at !== 'open') return { ok: false, error: 'sign follows compare' };
    if (journal.size < 2) return { ok: false, error: 'a log of fewer than two records is not signed' };
    if (journal.size === lastSize && lastCheckpoint !== '') return { ok: true, size: lastSize, note: lastCheckpoint };
    const size = journal.size;
    const text = formatCheckpoint({ origin: deps.origin, size, root: range.root() });
    let note: string;
    try {
      note = await signNote(text, next === undefined ? [key] : [key, next]);
    } catch (error) {
      // A token or a key service that does not answer: nothing has changed, and appends go on.
      return { ok: false, failed: `The key did not sign: ${error instanceof Error ? error.message : String(error)}` };
    }
    // Durable before it is handed out: after a restart the signer still knows what it signed last.
    const state = { origin: deps.origin, size, frontier: range.frontier(), lastCheckpoint: note };
    try {
      writeState(signerFiles(deps.folder).state, state);
    } catch (error) {
      // The journal is whole and appends go on; a later signature covers this size too.
      return { ok: false, failed: `The signer could not store its state: ${String(error)}` };
    }
    lastCheckpoint = note;
    lastSize = size;
    return { ok: true, size, note };
  };

  return {
    repairs: opened.repairs,
    refusal: () => refusal?.reason,
    async handle(session, request) {
      if (request.op === 'explain') return explain(request);
      if (refusal !== undefined) return { ok: false, ...refusal };
      switch (request.op) {
        case 'hello': {
          if (request.epoch < epoch) return fenced(request.epoch);
          const reply = await hello(session, request);
          if (reply.ok && request.epoch > epoch) {
            // Durable before it is believed: after a restart of the signer the old sequencer stays shut out.
            writeFence(fencePath, request.epoch);
            epoch = request.epoch;
          }
          return reply;
        }
        case 'compare':
          return compare(session, request);
        case 'journal':
          return request.epoch === epoch ? append(session, request) : fenced(request.epoch);
        case 'sign':
          return request.epoch === epoch ? sign(session) : fenced(request.epoch);
      }
    },
  };
}

/** Undefined when the request may enter the journal; otherwise why not. */
function checkAdmission(state: Session, request: JournalRequest, count: number, origin: string): string | undefined {
  const { first, hashes, gap } = request;
  if (state.at !== 'admit') return gap.length === 0 ? undefined : 'no rows are waiting for a gap record';
  if (gap.length === 0) return 'rows that nobody acknowledged come first, with their gap record';
  const last = first + count - 1;
  if (last !== state.databaseSize) return `the rows ${first} to ${state.databaseSize} come as a whole`;
  if (!equalBytes(leafHash(gap), hashes.subarray(hashes.length - 32)))
    return 'the last hash is not that of the gap record';
  const checked = checkGapEntry(gap, { origin, first, end: last });
  return checked.ok ? undefined : checked.error;
}

async function ownCheckpointSize(note: string, origin: string, own: readonly string[]): Promise<number | undefined> {
  const verifiers = own.map(parseVkey).filter((key) => key !== undefined);
  const opened = await openNote(note, verifiers);
  if (!opened.ok) return undefined;
  const checkpoint = parseCheckpoint(opened.value.text);
  return checkpoint.ok && checkpoint.value.origin === origin ? checkpoint.value.size : undefined;
}

function firstDifference(
  journalPath: string,
  { first, hashes }: ExplainRequest,
): { index: number; offered: Uint8Array; journaled: Uint8Array } | undefined {
  const end = first + hashes.length / 32;
  let index = -1;
  let found: { index: number; offered: Uint8Array; journaled: Uint8Array } | undefined;
  scanJournal(journalPath, (journaled) => {
    index += 1;
    if (found !== undefined || index < first || index >= end) return;
    const offered = hashes.subarray((index - first) * 32, (index - first + 1) * 32);
    if (!equalBytes(offered, journaled)) found = { index, offered, journaled: journaled.slice() };
  });
  return found;
}
