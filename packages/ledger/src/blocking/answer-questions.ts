/** The side of a blocking thread that works: one question after the other, and then the waking of the thread that sleeps. */
import { type MessagePort, workerData } from 'node:worker_threads';

/** One answer. */
export type ThreadAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: string };

/** What {@link blockingThread} gave to this thread. */
export function threadData(): unknown {
  return (workerData as { data: unknown }).data;
}

/** Answers until the other side closes; then `end` runs. */
export function answerQuestions(answer: (question: unknown) => Promise<unknown>, end: () => Promise<void>): void {
  // Written by blockingThread, in this process.
  const { signal, port } = workerData as { signal: Int32Array; port: MessagePort };
  // A connection that breaks between two questions must not end this thread, and with it the process: the next question
  // finds out. (Events of this thread only.)
  process.on('uncaughtException', () => {});
  let last: Promise<void> = Promise.resolve();
  const one = async ({ id, question }: { id: number; question: unknown }): Promise<void> => {
    if (id === 0) {
      await end().catch(() => {});
      port.close();
      return;
    }
    let reply: ThreadAnswer;
    try {
      reply = { id, value: await answer(question) };
    } catch (error) {
      reply = { id, failed: error instanceof Error ? error.message : String(error) };
    }
    port.postMessage(reply);
    Atomics.store(signal, 0, id);
    Atomics.notify(signal, 0);
  };
  port.on('message', (message: { id: number; question: unknown }) => {
    last = last.then(() => one(message));
  });
}
