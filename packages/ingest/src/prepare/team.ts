/**
 * Threads that prepare the slots of a large object beside the thread that reads, seals, numbers and writes it. What comes
 * out is the same as without them: a slot is prepared by the same code, and taken in the order of the object.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Recogniser } from '../batch/recognise.ts';
import type { Source } from '../source.ts';
import { allSources } from '../sources/all.ts';
import { buffersOf, clearSlot, createSlot, receivedSlot, type Slot } from './slot.ts';
import type { AnswerMessage, JobMessage, SourceName } from './worker-messages.ts';

/** What a job needs beside the recogniser. */
export interface JobContext {
  readonly object: string;
  readonly receivedAt: string;
  readonly key: Uint8Array;
}

/** The slots of one object on their way through the threads. */
export interface Job {
  /** An empty slot. */
  take(): Slot;
  /** Sends a filled slot on its way. */
  submit(slot: Slot): void;
  /** Keeps the place of a slot that the caller prepares itself when its turn comes. */
  hold(slot: Slot): void;
  /** True while more slots are under way than keep the threads busy. */
  readonly full: boolean;
  /** The next slot in order; undefined when none is under way. Rejects when a thread failed. */
  next(): Promise<{ readonly slot: Slot; readonly prepared: boolean } | undefined>;
  /** The next slot, if it is there already. */
  ready(): boolean;
  /** Gives a slot back once it was merged. */
  release(slot: Slot): void;
  close(): void;
}

/** See the module header. */
export interface Team {
  /** undefined when what the recogniser needs cannot be given to a thread. */
  open(by: Recogniser, context: JobContext): Job | undefined;
  close(): Promise<void>;
}

/** Slots under way for each thread: one in work, the others so that it never waits. */
const AHEAD = 3;
/** Threads at most: one thread numbers and writes what they prepare, and more would wait for it. */
const MAX_THREADS = 3;

/** Almost all that a thread makes is gone with its record: collecting less often costs less. */
const YOUNG_MB = 64;

/** Threads are started when the first job needs them, and do not keep the process alive. */
export function createTeam(): Team {
  // As many as cores: the thread that ingests waits for the disk now and then.
  const threads = Math.min(MAX_THREADS, availableParallelism());
  const slots: Slot[] = [];
  let workers: Worker[] = [];
  let failure: Error | undefined;
  let jobs = 0;
  let answer: (message: AnswerMessage) => void = () => undefined;
  let failed: () => void = () => undefined;

  const start = () => {
    if (failure !== undefined) {
      for (const worker of workers) void worker.terminate();
      workers = [];
      failure = undefined;
    }
    while (workers.length < threads) {
      const worker = new Worker(entryFile(), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
      worker.unref();
      const fail = (error: Error) => {
        if (!workers.includes(worker)) return;
        failure ??= error;
        failed();
      };
      worker.on('message', (message: AnswerMessage) => answer(message));
      worker.on('error', fail);
      worker.on('exit', (code) => fail(new Error(`a thread of the ingestion ended with code ${code}`)));
      workers.push(worker);
    }
  };

  return {
    open(by, context) {
      // With one core there is nothing beside.
      if (threads < 2) return undefined;
      const named = nameSources(by);
      if (named === undefined) return undefined;
      start();
      jobs += 1;
      const job = jobs;
      const { key, object, receivedAt } = context;
      const message: JobMessage = { kind: 'job', job, ...named, object, receivedAt, key };
      for (const worker of workers) {
        // While a job is open its threads are what the process waits for.
        worker.ref();
        worker.postMessage(message);
      }
      const waiting = new Map<number, Slot | 'under way' | Error>();
      const own = new Set<Slot>();
      let first = 0;
      let end = 0;
      let wake: () => void = () => undefined;
      answer = (done) => {
        if (done.job !== job) return;
        waiting.set(done.number, 'slot' in done ? receivedSlot(done.slot) : new Error(done.error));
        wake();
      };
      failed = () => wake();
      return {
        take: () => slots.pop() ?? createSlot(),
        submit(slot) {
          const worker = workers[end % workers.length];
          if (worker === undefined) throw new Error('there is no thread');
          worker.postMessage({ kind: 'slot', job, number: end, slot }, buffersOf(slot));
          waiting.set(end, 'under way');
          end += 1;
        },
        hold(slot) {
          own.add(slot);
          waiting.set(end, slot);
          end += 1;
        },
        get full() {
          return end - first > AHEAD * workers.length;
        },
        ready: () => first < end && waiting.get(first) !== 'under way',
        async next() {
          if (first === end) return undefined;
          for (;;) {
            if (failure !== undefined) throw failure;
            const slot = waiting.get(first);
            if (slot instanceof Error) throw slot;
            if (slot !== undefined && slot !== 'under way') {
              waiting.delete(first);
              first += 1;
              return { slot, prepared: !own.delete(slot) };
            }
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        },
        release(slot) {
          clearSlot(slot);
          slots.push(slot);
        },
        close() {
          answer = () => undefined;
          failed = () => undefined;
          for (const worker of workers) {
            worker.postMessage({ kind: 'end' });
            worker.unref();
          }
        },
      };
    },
    async close() {
      const ending = workers;
      workers = [];
      slots.length = 0;
      await Promise.all(ending.map((worker) => worker.terminate()));
    },
  };
}

/** Names by which a thread finds the same sources; undefined when it would not. */
function nameSources(by: Recogniser): Pick<JobMessage, 'sources' | 'fallback'> | undefined {
  if (by.csv !== undefined) return undefined;
  const known = new Map(allSources().map((source) => [source.id, source]));
  const named: SourceName[] = [];
  const { fallback, sources } = by;
  if (fallback !== undefined && !sources.includes(fallback.source)) return undefined;
  for (const source of sources) {
    const same: Source | undefined = known.get(source.id);
    // The same functions: a source made with a key of the operator recognises as any other, and maps here only.
    if (same === undefined || same.detect !== source.detect || same.parser !== source.parser) return undefined;
    named.push({ id: source.id, maps: same.map === source.map });
  }
  return {
    sources: named,
    fallback: fallback && { source: sources.indexOf(fallback.source), dataset: fallback.dataset },
  };
}

/** The compiled entry, also when this module runs from its sources in a test. */
function entryFile(): string {
  const compiled = import.meta.url.endsWith('.ts') ? '../../dist/prepare/' : './';
  return fileURLToPath(new URL(`${compiled}worker.js`, import.meta.url));
}
