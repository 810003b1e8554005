/**
 * Check and set of one add-checkpoint request as one step (C2SP tlog-witness: "atomically"), with the new state on disk
 * before the cosignature is given out.
 *
 * Threat: two forks submitted at once, each consistent with the recorded size, must not both be cosigned.
 */
import type { Clock, Logger } from '@remit/core';
import { rfc3339 } from '@remit/core';
import type { NoteSigner, WitnessedLog, WitnessState } from '@remit/tlog';
import { addSignatureLines, signatureLine, witnessDecide } from '@remit/tlog';
import { createSerial, type Serial } from '../serial.ts';
import { kindOf } from './evidence-file.ts';
import type { WitnessStore } from './witness-store.ts';

/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string | undefined;
}

/** Decides one request body. Requests about one log are decided one after the other. */
export type Decide = (body: Uint8Array) => Promise<Answer>;

/** A head that continues what was recorded. `text`: the note's text, with its final newline. */
export type ContinuedHead = WitnessState & { readonly origin: string; readonly text: string };

/**
 * What a cosigner does beyond a witness's duty before it cosigns. The head is recorded before it is asked, so whatever comes
 * later must continue that head, cosigned or not. Undefined: cosign; an answer: not now, and this is why.
 */
export type BeforeCosigning = (head: ContinuedHead) => Promise<Answer | undefined>;

/** The decisions of one witness. */
export interface Decider {
  readonly decide: Decide;
  /** Cosigns the head that is recorded for a log, when it was not yet. */
  cosignRecorded(origin: string): Promise<void>;
}

/** The decisions of one witness. `key` may sign as slowly as it likes: nothing about the log happens meanwhile. */
export function createDecider(deps: {
  logs: readonly WitnessedLog[];
  store: WitnessStore;
  key: NoteSigner;
  clock: Clock;
  logger: Logger;
  before?: BeforeCosigning;
  /** Told each note that was cosigned, when it is stored. */
  cosigned?: (origin: string, note: string) => Promise<void>;
}): Decider {
  const { store, key, before } = deps;
  // One lane for each known log; what names no known log shares one, where it changes nothing.
  const lanes = new Map<string, Serial>(deps.logs.map(({ origin }) => [origin, createSerial()]));
  const otherLane = createSerial();
  const keep = (origin: string, came: string) => {
    const held = store.state(origin)?.note;
    const kind = held === undefined ? undefined : kindOf(held, came);
    // Nothing was cosigned yet: there is nothing that it contradicts.
    if (held === undefined || kind === undefined) return;
    deps.logger.error({ origin, kind }, 'a log signed a checkpoint that does not continue its last one; both are kept');
    store.keepEvidence({ kind, origin, found: rfc3339(deps.clock.now()), by: key.name, held, came });
  };
  const laneOf = (origin: string) => lanes.get(origin) ?? otherLane;
  const cosign = async (origin: string, state: WitnessState, text: string): Promise<string> => {
    const line = await signatureLine(text, key);
    const cosigned = addSignatureLines(state.note, [line]);
    store.put({ ...state, origin, cosigned });
    await deps.cosigned?.(origin, cosigned);
    return line;
  };
  return {
    decide: (body) =>
      laneOf(originOf(body))(async () => {
        const decision = await witnessDecide({ body, logs: deps.logs, state: store.state });
        if (decision.status !== 200) {
          if (decision.evidence !== undefined) keep(originOf(body), decision.evidence);
          return { status: decision.status, body: decision.body, contentType: decision.contentType };
        }
        const { origin, text, ...state } = decision.next;
        if (before !== undefined) {
          store.put({ ...state, origin, cosigned: store.state(origin)?.cosigned ?? '' });
          const refused = await before(decision.next);
          if (refused !== undefined) return refused;
        }
        return { status: 200, body: `${await cosign(origin, state, text)}\n` };
      }),
    cosignRecorded: (origin) =>
      laneOf(origin)(async () => {
        const held = store.state(origin);
        if (held === undefined || held.cosigned.startsWith(held.note)) return;
        const { size, root, note } = held;
        await cosign(origin, { size, root, note }, note.slice(0, note.lastIndexOf('\n\n') + 1));
      }),
  };
}

/** The first line of the checkpoint, which follows the first empty line. Decides only the lane. */
function originOf(body: Uint8Array): string {
  const text = Buffer.from(body).toString('utf8');
  const start = text.indexOf('\n\n') + 2;
  return text.slice(start, text.indexOf('\n', start));
}
