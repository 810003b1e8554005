/** Entry of a thread that prepares slots. It holds the key of a batch while the object is read, and nothing durable. */
import { parentPort } from 'node:worker_threads';
import { batchKeys } from '../batch/batch-keys.ts';
import type { Source } from '../source.ts';
import { allSources } from '../sources/all.ts';
import { createPreparer, type Preparer } from './preparer.ts';
import { buffersOf, receivedSlot } from './slot.ts';
import type { AnswerMessage, JobMessage, WorkMessage } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this module is the entry of a worker thread');
const known = new Map(allSources().map((source) => [source.id, source]));
let open: { readonly job: number; readonly preparer: Preparer } | undefined;

const openJob = (message: JobMessage): Preparer => {
  const sources: Source[] = [];
  const mapped = new Set<Source>();
  for (const { id, maps } of message.sources) {
    const source = known.get(id);
    if (source === undefined) throw new Error(`there is no source ${id}`);
    sources.push(source);
    if (maps) mapped.add(source);
  }
  const { fallback, object, receivedAt } = message;
  const source = fallback && sources[fallback.source];
  return createPreparer(
    source === undefined || fallback === undefined
      ? { sources }
      : { sources, fallback: { source, dataset: fallback.dataset } },
    { object, receivedAt },
    batchKeys(message.key),
    { maps: (one) => mapped.has(one) },
  );
};

// Proof: only team.ts posts to this port.
port.on('message', (message: WorkMessage) => {
  if (message.kind === 'end') {
    open = undefined;
  } else if (message.kind === 'job') {
    open = { job: message.job, preparer: openJob(message) };
  } else {
    const { job, number } = message;
    const slot = receivedSlot(message.slot);
    try {
      if (open?.job !== job) throw new Error('the job is not open');
      open.preparer.prepare(slot);
      port.postMessage({ job, number, slot } satisfies AnswerMessage, buffersOf(slot));
    } catch (error) {
      port.postMessage({ job, number, error: error instanceof Error ? error.message : String(error) });
    }
  }
});
