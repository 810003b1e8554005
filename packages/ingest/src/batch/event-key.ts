/** What makes two events one: the source's own id of it, else its raw bytes (log schemas reference §1.3). */
import { hash } from 'node:crypto';

/** 16 bytes of SHA-256 over dataset and id; without an id of the raw bytes, whose hex digest is `raw`. */
export function eventKey(dataset: string, id: string | undefined, raw: string): Buffer {
  if (id === undefined) return Buffer.from(raw.slice(0, 32), 'hex');
  return hash('sha256', `${dataset}\u0000${id}`, 'buffer').subarray(0, 16);
}
