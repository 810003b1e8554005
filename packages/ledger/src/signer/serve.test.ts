/** The signer's socket when the signer itself fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatRequest, type SignerRequest } from './protocol.ts';
import { type SignerServer, serveSigner } from './serve.ts';

let folder: string;
let server: SignerServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remit-serve-'));
});
afterEach(async () => {
  await server?.stop(0);
  rmSync(folder, { recursive: true, force: true });
});

const journal = (first: number): SignerRequest => ({
  op: 'journal',
  first,
  hashes: new Uint8Array(32),
  gap: new Uint8Array(),
  epoch: 0,
});

it('[ledger.signer-failed] answers nothing that came in behind a failure', async () => {
  const asked: string[] = [];
  const failures: string[] = [];
  const socketPath = join(folder, 's.sock');
  const failed = new Promise<void>((resolve) => {
    void serveSigner({
      socketPath,
      onRefused: (reason) => failures.push(`refused ${reason}`),
      onFailure(error) {
        failures.push(String(error));
        resolve();
      },
      signer: {
        repairs: [],
        refusal: () => undefined,
        handle(_session, request) {
          asked.push(request.op);
          return request.op === 'journal' && asked.length > 1
            ? Promise.reject(new Error('EFBIG'))
            : Promise.resolve({ ok: true, size: asked.length });
        },
      },
    }).then((listening) => {
      server = listening;
    });
  });
  const answers: string[] = [];
  const socket = connect(socketPath);
  socket.on('data', (chunk: Buffer) => answers.push(...chunk.toString().trimEnd().split('\n')));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // One message: the third request waits behind the one that fails.
  socket.write([journal(0), journal(1), journal(2)].map(formatRequest).join(''));
  await failed;
  socket.end();
  await closed;
  expect(asked).toEqual(['journal', 'journal']);
  expect(answers).toEqual(['{"ok":true,"size":1}']);
  expect(failures).toEqual(['Error: EFBIG']);
});
