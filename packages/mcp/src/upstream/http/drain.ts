/** Reads away what is left of a response body, so that its connection can be used again. */
import type { HttpResponse } from './http-peer.ts';

/** More than this is not worth reading: the connection is closed instead. */
const LIMIT_BYTES = 64 * 1024;
const LIMIT_MS = 1_000;

/** Never rejects. */
export async function drain(response: HttpResponse): Promise<void> {
  try {
    await response.body.dump({ limit: LIMIT_BYTES, signal: AbortSignal.timeout(LIMIT_MS) });
  } catch {
    response.body.on('error', () => undefined).destroy();
  }
}
