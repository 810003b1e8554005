/**
 * The message that the gateway process sends most, records to append, as bytes: V8's own serialisation spends more on the
 * dozen small members of a record than the record is large. Same trust as ipc/frames.ts: nothing is validated.
 *
 * Form: 0x01 | again u8 | count u32 | records. Text and bytes are a length (u32) and UTF-8 or the bytes; a list is its
 * length (u32) and the items. V8's serialisation starts with 0xff, which tells the two apart.
 */
import type { AppendItem, OpenCallKind, ToSequencer, VaultRow } from './messages.ts';
import type { SubjectRow } from './subject-row.ts';

/** First byte of this form. */
export const APPEND = 0x01;

type Append = Extract<ToSequencer, { kind: 'append' }>;

const OPENS: readonly (OpenCallKind | undefined)[] = [undefined, 'decision', 'escalation'];
/** Room for what is of fixed length in one record: eight lengths and numbers, and some spare. */
const FIXED = 80;
const LENGTH = 4;
/** UTF-8 bytes of one UTF-16 unit at most. */
const WIDEST = 3;

/** The message behind `offset` free bytes. `memory`: gives at least so many bytes; default: new ones. */
export function encodeAppend(
  message: Append,
  offset: number,
  memory: (bytes: number) => Buffer = Buffer.allocUnsafe,
): Buffer {
  let room = offset + 6;
  for (const item of message.items) room += roomFor(item);
  const out = new Writer(memory(room), offset);
  out.u8(APPEND);
  out.u8(message.again ? 1 : 0);
  out.u32(message.items.length);
  for (const item of message.items) writeItem(out, item);
  return out.bytes.subarray(0, out.at);
}

/** The message in such bytes. Its parts share their memory. */
export function decodeAppend(bytes: Buffer): Append {
  const from = new Reader(bytes, 1);
  const again = from.u8() === 1;
  const items: AppendItem[] = [];
  for (let left = from.u32(); left > 0; left--) items.push(readItem(from));
  return { kind: 'append', again, items };
}

function writeItem(out: Writer, item: AppendItem): void {
  out.text(item.writer);
  out.f64(item.n);
  out.text(item.id);
  out.text(item.t);
  out.part(item.entry);
  out.u8(OPENS.indexOf(item.opens));
  out.list(item.closes, (leaf) => out.text(leaf));
  out.list(item.subjects, (row) => {
    out.text(row.handle);
    out.text(row.kind);
    out.part(row.reference);
    out.part(row.key);
  });
  out.u8(item.vault === undefined ? 0 : 1);
  if (item.vault === undefined) return;
  out.part(item.vault.dek);
  out.list(item.vault.subjects, (handle) => out.text(handle));
  out.part(item.vault.disclosures);
  out.list(item.vault.payloads, ({ field, sealed }) => {
    out.text(field);
    out.part(sealed);
  });
}

function readItem(from: Reader): AppendItem {
  const writer = from.text();
  const n = from.f64();
  const id = from.text();
  const t = from.text();
  const entry = from.part();
  const opens = OPENS[from.u8()];
  const closes = from.list(() => from.text());
  const subjects = from.list(
    (): SubjectRow => ({ handle: from.text(), kind: from.text(), reference: from.part(), key: from.part() }),
  );
  const vault = from.u8() === 0 ? undefined : readVault(from);
  return { writer, n, id, t, entry, vault, subjects, opens, closes };
}

function readVault(from: Reader): VaultRow {
  const dek = from.part();
  const subjects = from.list(() => from.text());
  const disclosures = from.part();
  const payloads = from.list(() => ({ field: from.text(), sealed: from.part() }));
  return { dek, subjects, disclosures, payloads };
}

function roomFor({ writer, id, t, entry, closes, subjects, vault }: AppendItem): number {
  let room = FIXED + WIDEST * (writer.length + id.length + t.length) + entry.length;
  for (const leaf of closes) room += LENGTH + WIDEST * leaf.length;
  for (const { handle, kind, reference, key } of subjects)
    room += 4 * LENGTH + WIDEST * (handle.length + kind.length) + reference.length + key.length;
  if (vault === undefined) return room;
  room += vault.dek.length + vault.disclosures.length;
  for (const handle of vault.subjects) room += LENGTH + WIDEST * handle.length;
  for (const { field, sealed } of vault.payloads) room += 2 * LENGTH + WIDEST * field.length + sealed.length;
  return room;
}

class Writer {
  readonly bytes: Buffer;
  at: number;
  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }
  u8(value: number): void {
    this.bytes[this.at++] = value;
  }
  u32(value: number): void {
    this.at = this.bytes.writeUInt32BE(value, this.at);
  }
  f64(value: number): void {
    this.at = this.bytes.writeDoubleBE(value, this.at);
  }
  text(text: string): void {
    const length = this.bytes.write(text, this.at + LENGTH);
    this.u32(length);
    this.at += length;
  }
  part(part: Uint8Array): void {
    this.u32(part.length);
    this.bytes.set(part, this.at);
    this.at += part.length;
  }
  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.u32(items.length);
    for (const item of items) write(item);
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at: number;
  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }
  u8(): number {
    return this.#bytes.readUInt8(this.#at++);
  }
  u32(): number {
    this.#at += LENGTH;
    return this.#bytes.readUInt32BE(this.#at - LENGTH);
  }
  f64(): number {
    this.#at += 8;
    return this.#bytes.readDoubleBE(this.#at - 8);
  }
  text(): string {
    const length = this.u32();
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }
  part(): Buffer {
    const length = this.u32();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  list<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let left = this.u32(); left > 0; left--) items.push(read());
    return items;
  }
}
