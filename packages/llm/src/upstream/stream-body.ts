/**
 * The body of a streamed answer, in chunks that are framed here (RFC 9112 §7.1): one write of one buffer each. Node's own
 * framing makes four writes of every chunk and gathers them again. A caller who does not take chunks (HTTP/1.0) gets none.
 */
import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';

/** Longest chunk that is copied to stand in one buffer with its frame. */
const MAX_COPIED = 16 * 1_024;
const LINE_END = '\r\n';
const LAST_CHUNK = '0\r\n\r\n';

/** Answers whose chunks are framed here. */
const framed = new WeakSet<ServerResponse>();

/** Writes the head, and takes the framing over from Node where there is one. */
export function beginStream(res: ServerResponse, status: number, headers: Record<string, string | string[]>): void {
  res.writeHead(status, headers);
  if (!res.chunkedEncoding) return;
  res.chunkedEncoding = false;
  framed.add(res);
}

/** False when the caller does not keep up, as `write` of a stream says it. */
export function writeStream(res: ServerResponse, bytes: Uint8Array): boolean {
  // Threat: a chunk without bytes is the end of the body.
  if (bytes.length === 0) return true;
  if (!framed.has(res)) return res.write(bytes);
  const size = bytes.length.toString(16);
  if (bytes.length <= MAX_COPIED) return res.write(chunkOf(size, bytes));
  res.write(size + LINE_END, 'latin1');
  res.write(bytes);
  return res.write(LINE_END, 'latin1');
}

/** Ends a body that was begun with {@link beginStream}; `last` goes out before its end. */
export function endStream(res: ServerResponse, last = ''): void {
  if (last !== '') writeStream(res, Buffer.from(last));
  if (framed.delete(res)) res.end(LAST_CHUNK, 'latin1');
  else res.end();
}

function chunkOf(size: string, bytes: Uint8Array): Buffer {
  const chunk = Buffer.allocUnsafe(size.length + bytes.length + 4);
  let at = 0;
  for (; at < size.length; at++) chunk[at] = size.charCodeAt(at);
  chunk[at++] = 0x0d;
  chunk[at++] = 0x0a;
  chunk.set(bytes, at);
  at += bytes.length;
  chunk[at++] = 0x0d;
  chunk[at] = 0x0a;
  return chunk;
}
