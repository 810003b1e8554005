/**
 * A time-stamp authority over HTTP (RFC 3161 §3.4). An answer is kept only when it is for this request and these bytes,
 * and, where the certificate of the authority is configured, when it holds under it: a token that no verifier takes
 * would be found out too late.
 */
import { randomBytes } from 'node:crypto';
import type { Result } from '@remit/core';
import { equalBytes, err, ok } from '@remit/core';
import { checkToken, MAX_TOKEN_BYTES, readToken, timestampQuery } from '@remit/tlog';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { Anchor, AnchorTarget, Attested } from './anchor.ts';

const TIMEOUT_MS = 10_000;
const SHA256 = '2.16.840.1.101.3.4.2.1';

/** An anchor at the TSA's address. `dispatcher` carries the requests and is ended with the anchor. */
export function rfc3161Anchor(deps: { target: AnchorTarget; dispatcher?: Dispatcher }): Anchor {
  const { target, dispatcher } = deps;
  return {
    kind: 'rfc3161',
    name: target.name,
    async attest(bytes) {
      const query = timestampQuery(bytes, new Uint8Array(randomBytes(8)));
      const answer = await post(target, query.der, dispatcher).catch((error: unknown) =>
        err(`it could not be reached (${codeOf(error)})`),
      );
      if (!answer.ok) return answer;
      const attested = readAnswer(answer.value, query);
      return attested.ok ? trusted(attested.value, bytes, target) : attested;
    },
    close: async () => {
      await dispatcher?.close();
    },
  };
}

function readAnswer(token: Uint8Array, query: ReturnType<typeof timestampQuery>): Result<Attested, string> {
  const read = readToken(token);
  if (!read.ok) return err(`its answer is no time-stamp: ${read.error}`);
  const { hashAlgorithm, imprint, nonce, time } = read.value;
  if (hashAlgorithm !== SHA256 || !equalBytes(imprint, query.imprint)) return err('it stamped other bytes');
  if (nonce === undefined || !equalBytes(nonce, query.nonce)) return err('it answered another request');
  return ok({ token, at: time });
}

async function trusted(
  attested: Attested,
  bytes: Uint8Array,
  { name, certificate }: AnchorTarget,
): Promise<Result<Attested, string>> {
  if (certificate === undefined) return ok(attested);
  const result = await checkToken(attested.token, bytes, [{ name, certificate }]);
  return result.kind === 'ok' ? ok(attested) : err(`its token does not hold: ${result.says} (${result.kind})`);
}

async function post(
  target: AnchorTarget,
  body: Uint8Array,
  dispatcher: Dispatcher | undefined,
): Promise<Result<Uint8Array, string>> {
  const answer = await request(target.url, {
    method: 'POST',
    ...(dispatcher === undefined ? {} : { dispatcher }),
    body,
    headers: { ...target.headers, 'content-type': 'application/timestamp-query' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_TOKEN_BYTES) {
      answer.body.destroy();
      return err(`its answer is longer than ${MAX_TOKEN_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return answer.statusCode === 200
    ? ok(new Uint8Array(Buffer.concat(chunks)))
    : err(`it answered ${answer.statusCode}`);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
