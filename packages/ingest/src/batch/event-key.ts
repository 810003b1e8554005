/** What makes two events one: the source's own id of it, else its raw bytes (log schemas reference §1.3). */
import { hash } from 'node:crypto';

/** 16 bytes of SHA-256 over dataset and id, or over dataset and the hex digest of the raw bytes. */
export function eventKey(dataset: string, id: string | undefined, raw: string): Buffer {
  const text = id === undefined ? `${dataset}\u0000raw\u0000${raw}` : `${dataset}\u0000id\u0000${id}`;
  return hash('sha256', text, 'buffer').subarray(0, 16);
}
