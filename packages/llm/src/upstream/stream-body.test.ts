import { Buffer } from 'node:buffer';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { beginStream, endStream, writeStream } from './stream-body.ts';

let stop: () => void = () => {};
afterEach(() => stop());

/** The bytes that a server answers to `request` until it closes the connection. */
async function answerTo(request: string, listener: RequestListener): Promise<Buffer> {
  const server = createServer(listener);
  stop = () => void server.close();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  socket.write(request);
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const bodyOf = (answer: Buffer) => answer.subarray(answer.indexOf('\r\n\r\n') + 4).toString('latin1');
const HTTP11 = 'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
const HTTP10 = 'POST / HTTP/1.0\r\nhost: x\r\n\r\n';
const long = Buffer.alloc(20_000, 0x61);

describe('a streamed body', () => {
  const parts = [Buffer.from('data: é\n\n'), Buffer.alloc(0), long];
  const framedHere: RequestListener = (_, res) => {
    beginStream(res, 200, { 'content-type': 'text/event-stream' });
    for (const part of parts) writeStream(res, part);
    endStream(res, 'event: error\n\n');
  };
  const framedByNode: RequestListener = (_, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) if (part.length > 0) res.write(part);
    res.write('event: error\n\n');
    res.end();
  };

  it('[llm.stream-frames] has the same bytes as one that Node frames, and ends with the last chunk', async () => {
    const given = await answerTo(HTTP11, framedHere);
    expect(given.toString('latin1')).toContain('Transfer-Encoding: chunked');
    expect(bodyOf(given)).toBe(bodyOf(await answerTo(HTTP11, framedByNode)));
    expect(bodyOf(given).endsWith('\r\n0\r\n\r\n')).toBe(true);
  });

  it('[llm.stream-frames] is not framed for a caller of HTTP/1.0', async () => {
    const given = await answerTo(HTTP10, framedHere);
    expect(bodyOf(given)).toBe(`${Buffer.concat(parts).toString('latin1')}event: error\n\n`);
  });

  it('[llm.stream-frames] has no last chunk when the connection is cut before its end', async () => {
    const given = await answerTo(HTTP11, (_, res) => {
      beginStream(res, 200, {});
      writeStream(res, Buffer.from('half'));
      setTimeout(() => res.destroy(), 50);
    });
    expect(bodyOf(given)).toBe('4\r\nhalf\r\n');
  });
});
