/** Stands between the log and its witness and keeps every checkpoint that passes, with what the witness said to it. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseCheckpoint, parseNote } from '@remit/tlog';

/** A checkpoint that was seen somewhere. */
export interface SeenCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  readonly from: 'offered' | 'cosigned' | 'served';
}

/** The running recorder. */
export interface WitnessRecorder {
  readonly url: string;
  /** Where the witness listens now. */
  target: string | undefined;
  readonly seen: SeenCheckpoint[];
  /** Largest size that the witness cosigned. */
  cosignedSize(): number;
  close(): void;
}

/** Starts it on a free port. Requests fail with 502 while there is no witness. */
export async function startWitnessRecorder(): Promise<WitnessRecorder> {
  const seen: SeenCheckpoint[] = [];
  let cosigned = 0;
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('error', () => {});
    req.on('end', () => {
      const body = Buffer.concat(parts);
      const note = body.subarray(body.indexOf('\n\n') + 2).toString();
      const offered = checkpointOf(note, 'offered');
      if (offered !== undefined) seen.push(offered);
      const fail = () => {
        if (!res.headersSent) res.writeHead(502);
        res.end();
      };
      if (recorder.target === undefined) return fail();
      const onward = request(
        `${recorder.target}${req.url ?? '/'}`,
        { method: req.method, headers: { 'content-type': 'text/plain; charset=utf-8' }, agent: false },
        (answer) => {
          if (answer.statusCode === 200 && offered !== undefined) {
            seen.push({ ...offered, from: 'cosigned' });
            cosigned = Math.max(cosigned, offered.size);
          }
          res.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
          answer.pipe(res);
          answer.on('error', fail);
        },
      );
      onward.on('error', fail);
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // Listening on TCP, so the address is an object.
  const { port } = server.address() as AddressInfo;
  const recorder: WitnessRecorder = {
    url: `http://127.0.0.1:${port}`,
    target: undefined,
    seen,
    cosignedSize: () => cosigned,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return recorder;
}

/** Size and root of a note, undefined when it is none. */
export function checkpointOf(note: string, from: SeenCheckpoint['from']): SeenCheckpoint | undefined {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return checkpoint.ok ? { size: checkpoint.value.size, root: checkpoint.value.root, from } : undefined;
}
