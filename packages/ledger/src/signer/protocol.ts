/**
 * What the sequencer may say to the signer: one JSON object a line over a Unix socket, answered by one line each.
 * The signer trusts nothing of it: every request is checked for exact keys, types and bounds, and the session's state
 * decides which one may come.
 */
import type { Result } from '@remit/core';
import { err, isRefusal, ok, parseStrictJson, toBase64 } from '@remit/core';

/** Longest line either side takes: an admit of 2^15 hashes and the longest entry fit. */
export const MAX_LINE_BYTES = 2 * 1024 * 1024;
/** Most hashes in one request; the sequencer sends what is more in several. */
export const MAX_HASHES = 16_384;

/** First: which log, and the newest checkpoint the sequencer holds, which the signer must not be older than. */
export interface HelloRequest {
  readonly op: 'hello';
  readonly origin: string;
  /** Fencing token of the sequencer: the highest one seen is the only one that may append. 0 where a file lock keeps others out. */
  readonly epoch: number;
  readonly checkpoint: string;
}
/** Second: how many rows the database has, and its root at the signer's size (empty when it has fewer). */
export interface CompareRequest {
  readonly op: 'compare';
  readonly size: number;
  readonly root: Uint8Array;
}
/** After a fork: the database's leaf hashes from `first`, so that the evidence can name the leaf. */
export interface ExplainRequest {
  readonly op: 'explain';
  readonly first: number;
  readonly hashes: Uint8Array;
}
/** Leaf hashes of one committed batch, or of rows that nobody acknowledged with the gap record that says so as the last one. */
export interface JournalRequest {
  readonly op: 'journal';
  readonly first: number;
  readonly hashes: Uint8Array;
  /** The bytes of the gap record; empty for an ordinary batch. */
  readonly gap: Uint8Array;
  readonly epoch: number;
}
/** Sign the tree as it is. */
export interface SignRequest {
  readonly op: 'sign';
  readonly epoch: number;
}
export type SignerRequest = HelloRequest | CompareRequest | ExplainRequest | JournalRequest | SignRequest;

/** Why the signer will not go on. `fenced`: not with this sequencer, which another one has replaced. */
export type RefusalKind = 'rollback' | 'fork' | 'origin' | 'signer-folder' | 'fenced';

/** The answer to one request. `size` is the journal's; `vkey` and `repairs` answer hello, `note` (empty: none) hello and sign. */
export type SignerReply =
  | {
      readonly ok: true;
      readonly size: number;
      readonly vkey?: string;
      /** Further keys of this log: the next one, and those of the past. */
      readonly others?: readonly string[];
      readonly repairs?: readonly string[];
      readonly note?: string;
    }
  | { readonly ok: false; readonly refused: RefusalKind; readonly reason: string }
  /** The disk did not take it. Nothing has changed: ask again later. */
  | { readonly ok: false; readonly failed: string }
  | { readonly ok: false; readonly error: string };

/** Why a reply is none of success, in words. */
export function wordsOf(reply: Exclude<SignerReply, { ok: true }>): string {
  if ('reason' in reply) return reply.reason;
  return 'failed' in reply ? reply.failed : reply.error;
}

type Fields = Readonly<Record<string, unknown>>;

const builders: Readonly<Record<string, { keys: readonly string[]; build: (f: Fields) => SignerRequest | undefined }>> =
  {
    hello: {
      keys: ['checkpoint', 'epoch', 'op', 'origin'],
      build: ({ origin, epoch, checkpoint }) =>
        typeof origin === 'string' &&
        origin.length <= 256 &&
        isCount(epoch) &&
        typeof checkpoint === 'string' &&
        checkpoint.length <= 65_536
          ? { op: 'hello', origin, epoch, checkpoint }
          : undefined,
    },
    compare: {
      keys: ['op', 'root', 'size'],
      build: ({ size, root }) => {
        const bytes = bytesOf(root);
        return isCount(size) && bytes !== undefined && (bytes.length === 32 || bytes.length === 0)
          ? { op: 'compare', size, root: bytes }
          : undefined;
      },
    },
    explain: {
      keys: ['first', 'hashes', 'op'],
      build: ({ first, hashes }) => {
        const bytes = hashesOf(hashes);
        return isCount(first) && bytes !== undefined ? { op: 'explain', first, hashes: bytes } : undefined;
      },
    },
    journal: {
      keys: ['epoch', 'first', 'gap', 'hashes', 'op'],
      build: ({ first, hashes, gap, epoch }) => {
        const bytes = hashesOf(hashes);
        const entry = bytesOf(gap);
        return isCount(first) && isCount(epoch) && bytes !== undefined && entry !== undefined && entry.length <= 65_535
          ? { op: 'journal', first, hashes: bytes, gap: entry, epoch }
          : undefined;
      },
    },
    sign: { keys: ['epoch', 'op'], build: ({ epoch }) => (isCount(epoch) ? { op: 'sign', epoch } : undefined) },
  };

/** Checks one line. The error says what was wrong, without repeating the line. */
export function parseRequest(line: string): Result<SignerRequest, string> {
  const json = parseStrictJson(line, { maxDepth: 2 });
  if (isRefusal(json)) return err(`not strict JSON: ${json.reason}`);
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err('not an object');
  const fields: Fields = Object.fromEntries(Object.entries(value));
  const op = fields['op'];
  const builder = typeof op === 'string' && Object.hasOwn(builders, op) ? builders[op] : undefined;
  if (builder === undefined) return err('unknown op');
  if (Object.keys(fields).sort().join() !== builder.keys.join()) return err('other keys than the request has');
  const request = builder.build(fields);
  return request === undefined ? err('a field of another type or out of bounds') : ok(request);
}

/** One line for the socket. */
export function formatRequest(request: SignerRequest): string {
  const fields = Object.entries(request).map(([key, value]: [string, unknown]) => [
    key,
    value instanceof Uint8Array ? toBase64(value) : value,
  ]);
  return `${JSON.stringify(Object.fromEntries(fields))}\n`;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  // Node's decoder skips what it does not know; encoding again and comparing makes it strict (RFC 4648 §3.5).
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
}

function hashesOf(value: unknown): Uint8Array | undefined {
  const bytes = bytesOf(value);
  if (bytes === undefined || bytes.length === 0 || bytes.length % 32 !== 0) return undefined;
  return bytes.length <= MAX_HASHES * 32 ? bytes : undefined;
}
