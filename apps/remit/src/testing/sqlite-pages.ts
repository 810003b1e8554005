/**
 * Rows of a SQLite file as they lie in its pages, whether a table still knows the page or not (SQLite file format §1.6 and
 * §2.1). Rows that go on in other pages are put together again.
 */

/** Payloads of the cells that go on in other pages, in all pages that look like leaves of tables. */
export function* longRows(file: Buffer): Generator<Buffer, void, undefined> {
  if (file.toString('latin1', 0, 15) !== 'SQLite format 3') return;
  const size = file.readUInt16BE(16) === 1 ? 65_536 : file.readUInt16BE(16);
  for (let start = 0; start + size <= file.length; start += size) {
    const page = file.subarray(start, start + size);
    const head = start === 0 ? 100 : 0;
    if (page[head] !== 0x0d) continue;
    const cells = page.readUInt16BE(head + 3);
    for (let i = 0; i < cells && head + 10 + 2 * i <= size; i++) {
      const row = payloadAt(file, page, page.readUInt16BE(head + 8 + 2 * i), size);
      if (row !== undefined) yield row;
    }
  }
}

function payloadAt(file: Buffer, page: Buffer, at: number, size: number): Buffer | undefined {
  const length = varint(page, at);
  const rowid = varint(page, length.end);
  if (length.value <= 0 || length.value > file.length || rowid.end >= size) return undefined;
  const most = size - 35;
  // A row that ends in its page lies in the file as it is.
  if (length.value <= most) return undefined;
  const least = Math.floor(((size - 12) * 32) / 255) - 23;
  const spare = least + ((length.value - least) % (size - 4));
  const local = spare <= most ? spare : least;
  if (rowid.end + local + 4 > size) return undefined;
  const parts = [page.subarray(rowid.end, rowid.end + local)];
  let left = length.value - local;
  for (let next = page.readUInt32BE(rowid.end + local); next > 0 && left > 0 && next * size <= file.length; ) {
    const more = file.subarray((next - 1) * size, next * size);
    parts.push(more.subarray(4, 4 + left));
    left -= size - 4;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

function varint(bytes: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let i = at; i < at + 8; i++) {
    const byte = bytes[i] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: i + 1 };
  }
  return { value: value * 256 + (bytes[at + 8] ?? 0), end: at + 9 };
}
