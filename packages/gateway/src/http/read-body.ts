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
    // Listeners stay when the body is read: taking them off costs more than their last, empty call. Only what comes
    // after too much is taken off, for whoever reads the rest away.
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      req.off('data', onData);
      resolve({ kind: 'too-large' });
    };
    const onGone = (): void => resolve({ kind: 'gone' });
    req.on('data', onData);
    req.on('end', () => {
      const [first] = chunks;
      resolve({ kind: 'read', bytes: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks) });
    });
    req.on('close', onGone);
    req.on('error', onGone);
  });
}
