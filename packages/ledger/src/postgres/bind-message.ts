/**
 * A whole batch of records as the parameters of one prepared statement, written straight into the message that goes to the
 * server (PostgreSQL protocol 3.0, "Message Formats": Bind, Execute, Sync), into memory that is used again. Arrays have the
 * binary form of array_recv. The driver's own way writes arrays as text, every byte as two digits, or copies binary ones
 * several times into new memory, of which the garbage collection cost a third of the sequencer's time.
 *
 * Array, all integers big-endian: dimensions i32 = 1 (0 for an empty array) | has nulls i32 | element type u32 |
 * length i32 | lower bound i32 = 1 | elements, each its length i32 (-1: NULL) and its bytes.
 */

/** Object ids of element types (pg_type). */
const Oid = { bytea: 17, int8: 20, text: 25 } as const;

const START = 64 * 1024;
/** Memory of a batch larger than this is given back. */
const KEEP = 4 * 1024 * 1024;
/** UTF-8 bytes of one UTF-16 unit at most. */
const WIDEST = 3;
const U32 = 2 ** 32;

/** Parameters in the order of the statement. Texts must hold no U+0000, which PostgreSQL refuses. */
export interface BindMessage {
  int8(value: number): void;
  byteaArray<T>(items: readonly T[], valueOf: (item: T) => Uint8Array | null): void;
  textArray<T>(items: readonly T[], valueOf: (item: T) => string | null): void;
  int8Array<T>(items: readonly T[], valueOf: (item: T) => number): void;
}

/** Writes one message after the other into the same memory: each is sent and answered before the next one is begun. */
export function createBindMessages(
  statement: string,
): (parameters: number, write: (message: BindMessage) => void) => Buffer {
  let bytes = Buffer.allocUnsafeSlow(START);
  let at = 0;

  const need = (more: number) => {
    if (at + more <= bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, at + more));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
  };
  const i32 = (value: number) => {
    need(4);
    at = bytes.writeInt32BE(value, at);
  };
  const i16 = (value: number) => {
    need(2);
    at = bytes.writeInt16BE(value, at);
  };
  const i64 = (value: number) => {
    need(8);
    // Whole numbers within 2^53, negative ones too: the upper half is rounded down.
    bytes.writeInt32BE(Math.floor(value / U32), at);
    bytes.writeUInt32BE(value >>> 0, at + 4);
    at += 8;
  };
  const letter = (code: string) => {
    need(1);
    at = bytes.writeUInt8(code.charCodeAt(0), at);
  };
  const cstring = (text: string) => {
    need(WIDEST * text.length + 1);
    at += bytes.write(text, at);
    at = bytes.writeUInt8(0, at);
  };
  /** What `write` writes, after its length, which counts itself in a message and not in a parameter. */
  const counted = (itself: number, write: () => void) => {
    const head = at;
    i32(0);
    write();
    bytes.writeInt32BE(at - head - 4 + itself, head);
  };
  const array = <T>(oid: number, items: readonly T[], one: (item: T) => boolean) =>
    counted(0, () => {
      i32(items.length === 0 ? 0 : 1);
      const flag = at;
      i32(0);
      i32(oid);
      if (items.length === 0) return;
      i32(items.length);
      i32(1);
      let nulls = 0;
      for (const item of items) {
        if (one(item)) continue;
        nulls = 1;
        i32(-1);
      }
      bytes.writeInt32BE(nulls, flag);
    });

  const message: BindMessage = {
    int8(value) {
      i32(8);
      i64(value);
    },
    byteaArray: (items, valueOf) =>
      array(Oid.bytea, items, (item) => {
        const value = valueOf(item);
        if (value === null) return false;
        i32(value.length);
        need(value.length);
        bytes.set(value, at);
        at += value.length;
        return true;
      }),
    textArray: (items, valueOf) =>
      array(Oid.text, items, (item) => {
        const value = valueOf(item);
        if (value === null) return false;
        need(4 + WIDEST * value.length);
        const length = bytes.write(value, at + 4);
        at = bytes.writeInt32BE(length, at) + length;
        return true;
      }),
    int8Array: (items, valueOf) =>
      array(Oid.int8, items, (item) => {
        i32(8);
        i64(valueOf(item));
        return true;
      }),
  };

  return (parameters, write) => {
    at = 0;
    if (bytes.length > KEEP) bytes = Buffer.allocUnsafeSlow(START);
    letter('B');
    counted(4, () => {
      // The portal without a name; all parameters binary; the answer as text.
      cstring('');
      cstring(statement);
      i16(1);
      i16(1);
      i16(parameters);
      write(message);
      i16(0);
    });
    letter('E');
    counted(4, () => {
      cstring('');
      i32(0);
    });
    letter('S');
    counted(4, () => undefined);
    return bytes.subarray(0, at);
  };
}
