/** What could not be read: counted, listed with line, digest and reason. Its content stays in the sealed object only. */
import { createHash, hash } from 'node:crypto';
import { join } from 'node:path';
import { openFileWriter } from '../store/durable.ts';
import { FILES } from '../store/layout.ts';

/** See the module header. */
export interface UnparsedList {
  readonly count: number;
  /** Reason -> how often, for messages. */
  readonly reasons: ReadonlyMap<string, number>;
  add(bytes: Uint8Array, line: number, reason: string): void;
  /** SHA-256 of the digests, one hex line each; undefined when there are none. */
  sha(): string | undefined;
  close(): void;
  abandon(): void;
}

/** Reasons that are told apart in messages. */
const MAX_REASONS = 32;

/** Writes into the folder of a batch. */
export function createUnparsedList(folder: string): UnparsedList {
  const file = openFileWriter(join(folder, FILES.unparsed));
  const digests = createHash('sha256');
  const reasons = new Map<string, number>();
  let lines: string[] = [];
  let count = 0;
  const flush = () => {
    if (lines.length > 0) file.write(Buffer.from(`${lines.join('\n')}\n`));
    lines = [];
  };
  return {
    get count() {
      return count;
    },
    reasons,
    add(bytes, line, reason) {
      const sha256 = hash('sha256', bytes, 'hex');
      digests.update(`${sha256}\n`);
      count += 1;
      const counted = reasons.has(reason) || reasons.size < MAX_REASONS ? reason : 'other';
      reasons.set(counted, (reasons.get(counted) ?? 0) + 1);
      lines.push(JSON.stringify({ line, bytes: bytes.length, sha256, reason }));
      if (lines.length === 1024) flush();
    },
    sha: () => (count === 0 ? undefined : digests.copy().digest('hex')),
    close() {
      flush();
      file.close();
    },
    abandon: () => file.abandon(),
  };
}
