/**
 * When checkpoints are made: at most one a second while the log grows, and at once when somebody asks. Signing,
 * publishing and adding cosignatures run one after the other.
 */

import { withCosignature } from '../publish/cosigned-note.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { WitnessClient } from '../publish/witness-client.ts';
import type { Serial } from '../serial.ts';
import { type SignerReply, wordsOf } from '../signer/protocol.ts';

/** A signer refuses smaller logs, and a receipt of one leaf has no path (ledger reference §1.9). */
const SMALLEST_SIGNED = 2;

/** The running schedule. */
export interface Checkpointer {
  /** The log has grown. */
  grown(): void;
  /** Signs and publishes all that is durable now; with `witnessed` waits for the witnesses. Returns the problem, in words. */
  seal(witnessed: boolean): Promise<string | undefined>;
  cosigned(size: number, line: string): Promise<void>;
  /** Resolves when the work under way is done; nothing is started after it. */
  stop(): Promise<void>;
}

/** Starts an idle schedule. */
export function createCheckpointer(deps: {
  durableSize(): number;
  sign(): Promise<SignerReply>;
  publisher: Publisher;
  checkpointAt(size: number): string | undefined;
  /** Shared with the publisher's start-up repair, which comes first. */
  serial: Serial;
  witnesses(): readonly WitnessClient[];
  everyMs: number;
  onHead(): void;
  /** The signer refuses: nothing further will be signed. */
  onRefused(reason: string): void;
  /** Records and signature disagree: the process must end and compare anew. */
  onMismatch(reason: string): void;
  /** Publishing failed and is tried again. */
  onProblem(reason: string): void;
}): Checkpointer {
  const { publisher, serial } = deps;
  let resting: NodeJS.Timeout | undefined;
  let running = false;
  let dirty = false;
  let stopped = false;
  let lastProblem = '';

  const signAndPublish = async (): Promise<string | undefined> => {
    const durable = deps.durableSize();
    if (durable < SMALLEST_SIGNED || durable === publisher.size) return undefined;
    const reply = await deps.sign();
    // A sequencer that was replaced signs nothing more; its end is under way.
    if (!reply.ok && (!('refused' in reply) || reply.refused === 'fenced')) throw new Error(wordsOf(reply));
    if (!reply.ok) {
      deps.onRefused(reply.reason);
      return reply.reason;
    }
    const { size, note = '' } = reply;
    const published = await publisher.publish(size, note);
    if (!published.ok) {
      deps.onMismatch(published.error);
      return published.error;
    }
    for (const witness of deps.witnesses()) witness.offer({ size, note });
    deps.onHead();
    return undefined;
  };

  const attempt = async (): Promise<string | undefined> => {
    try {
      const reason = await serial(signAndPublish);
      lastProblem = '';
      return reason;
    } catch (error) {
      const reason = `The checkpoint could not be published, trying again: ${words(error)}`;
      // It is tried again every second: said once.
      if (reason !== lastProblem) deps.onProblem(reason);
      lastProblem = reason;
      dirty = true;
      return reason;
    }
  };

  const run = () => {
    running = true;
    dirty = false;
    void attempt().then(() => {
      running = false;
      if (stopped) return;
      resting = setTimeout(() => {
        resting = undefined;
        if (dirty) run();
      }, deps.everyMs);
    });
  };

  return {
    grown() {
      dirty = true;
      if (!stopped && !running && resting === undefined) run();
    },
    async seal(witnessed) {
      const problem = await attempt();
      const witnesses = deps.witnesses();
      if (problem !== undefined || !witnessed || witnesses.length === 0 || publisher.size === 0) return problem;
      const { size } = publisher;
      await Promise.all(witnesses.map((witness) => witness.settled(size)));
      if (witnesses.some((witness) => witness.head().size >= size)) return undefined;
      const each = witnesses.map((witness) => `${witness.head().name}: ${witness.head().reason ?? 'no answer'}`);
      return `No witness cosigned size ${size}. ${each.join('; ')}`;
    },
    cosigned: (size, line) =>
      serial(async () => {
        const held = deps.checkpointAt(size);
        const added = held === undefined ? undefined : withCosignature(held, line);
        if (added === undefined) return;
        await publisher.cosigned(size, added.note, added.cosigners);
        deps.onHead();
      }),
    async stop() {
      stopped = true;
      clearTimeout(resting);
      for (const witness of deps.witnesses()) witness.stop();
      await serial(() => Promise.resolve());
    },
  };
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
