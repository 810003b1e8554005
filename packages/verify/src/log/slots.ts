/**
 * The members of a record that differ from one record to the next of the same shape, with the pattern that each schema asks of
 * them (packages/record: handles.ts). A value that a slot takes is plain: nothing in it needs an escape (RFC 8785 §3.2.2.2).
 */
import type { RecordType } from '@remit/record';

/** Pattern of a slot. */
export type SlotKind = 'ulid' | 'time' | 'hash' | 'handle' | 'label' | 'count';

/** Slots that hold text, by path. The same path has the same schema in every record type that has it. */
const TEXTS: Readonly<Record<string, SlotKind>> = {
  id: 'ulid',
  ts: 'time',
  's.id': 'label',
  'cause[]': 'hash',
  'who.sub': 'handle',
  'about[]': 'handle',
  'join.call': 'label',
  'join.session': 'label',
  'join.args_fp': 'hash',
  'apr.requested': 'time',
  'model.id': 'label',
  'ask.session': 'label',
  'calls[].id': 'label',
  'calls[].args_fp': 'hash',
  'bud.draws[].window': 'label',
};

/** Types in which every number but `v` is a count. Elsewhere only the dense sequences are. */
const COUNTED: ReadonlySet<RecordType> = new Set<RecordType>([
  'mcp.decision',
  'mcp.outcome',
  'llm.decision',
  'llm.outcome',
  'approval',
  'session.open',
  'session.close',
]);

/** What may stand at a path of a record of this type beside the value that stands there; undefined: nothing else. */
export function slotAt(type: RecordType, path: string, value: unknown): SlotKind | undefined {
  if (typeof value === 'number') {
    const counts = path === 'w.n' || path === 's.n' || (COUNTED.has(type) && path !== 'v');
    return counts && Number.isSafeInteger(value) && value >= 0 ? 'count' : undefined;
  }
  if (typeof value !== 'string') return undefined;
  // Commitments are named freely: c has no members of another kind.
  return path.startsWith('c.') ? 'hash' : TEXTS[path];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ULID = 26;
const TIME = 24;
const HASH = 43;
const HANDLE = 24;
const LABEL = 256;
/** Any number of so many digits is a safe integer. */
const DIGITS = 15;

const classOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
};
const BASE32 = classOf('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
const BASE64 = classOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const DIGIT = classOf('0123456789');
const TIME_FORM = '0000-00-00T00:00:00.000Z';

/** End of the value of this kind that begins at `at`; -1 when there is none. What follows it is for the caller to look at. */
export function slotEnd(kind: SlotKind, bytes: Uint8Array, at: number): number {
  switch (kind) {
    case 'ulid':
      return (bytes[at] ?? 0) <= 0x37 ? runEnd(BASE32, bytes, at, ULID) : -1;
    case 'time':
      return timeEnd(bytes, at);
    case 'hash':
      return runEnd(BASE64, bytes, at, HASH);
    case 'handle':
      // "p_" and 22 letters
      return bytes[at] === 0x70 && bytes[at + 1] === 0x5f ? runEnd(BASE64, bytes, at + 2, HANDLE - 2) : -1;
    case 'label':
      return labelEnd(bytes, at);
    case 'count':
      return countEnd(bytes, at);
  }
}

function runEnd(letters: Uint8Array, bytes: Uint8Array, at: number, length: number): number {
  const end = at + length;
  for (let i = at; i < end; i++) if (letters[bytes[i] ?? 0] !== 1) return -1;
  return end;
}

function timeEnd(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < TIME; i++) {
    const form = TIME_FORM.charCodeAt(i);
    const byte = bytes[at + i] ?? 0;
    if (form === 0x30 ? DIGIT[byte] !== 1 : byte !== form) return -1;
  }
  return at + TIME;
}

function labelEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  for (; end <= at + LABEL; end++) {
    const byte = bytes[end] ?? 0;
    if (byte === QUOTE) return end === at ? -1 : end;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return -1;
  }
  return -1;
}

function countEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end - at <= DIGITS && DIGIT[bytes[end] ?? 0] === 1) end += 1;
  const length = end - at;
  if (length === 0 || length > DIGITS) return -1;
  return length > 1 && bytes[at] === 0x30 ? -1 : end;
}
