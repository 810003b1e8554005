/** Reads a request body into memory, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** What became of reading a body. */
export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The client went away before the body was complete. */
  | { readonly kind: 'gone' };

/** Never rejects. Threat: Content-Length is a claim; the limit is held on the bytes that arrive. */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<BodyRead> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: BodyRead): void => {
      req.off('data', onData).off('end', onEnd).off('close', onGone);
      resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) {
        settle({ kind: 'too-large' });
      } else chunks.push(chunk);
    };
    const onEnd = (): void => settle({ kind: 'read', bytes: Buffer.concat(chunks) });
    const onGone = (): void => settle({ kind: 'gone' });
    req.on('data', onData).on('end', onEnd).on('close', onGone);
    req.on('error', onGone);
  });
}
