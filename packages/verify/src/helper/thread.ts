/** The helper thread: does one job after the other. */
import { parentPort } from 'node:worker_threads';
import { isLarge } from '../pack/file-content.ts';
import type { Answer, Job } from './jobs.ts';
import { perform } from './jobs.ts';

/** What the thread answers, by the number of the job. */
export type Answered =
  | { readonly n: number; readonly answer: Answer }
  | { readonly n: number; readonly failed: string };

/** Serves the thread that started this one. Does nothing in a thread that nobody started. */
export function serveHelper(): void {
  parentPort?.on('message', ({ n, job }: { readonly n: number; readonly job: Job }) => {
    try {
      const answer = perform(job);
      parentPort?.postMessage({ n, answer }, memoryOf(answer));
    } catch (error) {
      parentPort?.postMessage({ n, failed: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** Deflated data and what was read of bundles are handed over, not copied, where they have their memory for themselves. */
function memoryOf(answer: Answer): ArrayBuffer[] {
  if (answer.kind === 'bundles')
    return answer.read.flatMap(({ scan }) => Object.values(scan ?? {}).flatMap((part: unknown) => ownMemory(part)));
  // zlib gives a view of memory that was made for it, with room to spare; small pieces share theirs.
  if (answer.kind === 'bytes') return isLarge(answer.bytes) ? [memoryUnder(answer.bytes)] : [];
  const data = answer.kind === 'held' ? answer.deflated?.data : undefined;
  return ownMemory(data);
}

function memoryUnder({ buffer }: Uint8Array): ArrayBuffer {
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError('unpacked bytes lie in memory of their own');
  return buffer;
}

function ownMemory(data: unknown): ArrayBuffer[] {
  if (!ArrayBuffer.isView(data) || !(data.buffer instanceof ArrayBuffer)) return [];
  return data.buffer.byteLength === data.byteLength && data.byteLength > 0 ? [data.buffer] : [];
}
