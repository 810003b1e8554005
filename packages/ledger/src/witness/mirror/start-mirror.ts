/**
 * A mirror (C2SP tlog-mirror, a draft): a cosigner that before it cosigns has fetched and kept every entry of the head, held
 * against the signed root, and that serves the copy. Its cosignature says "stored and served" beside "consistent".
 *
 * What of the draft is followed: a head is recorded as pending under the rules of a witness before anything is copied;
 * entries are kept only when they belong to it; the copy is durable before the cosignature; the copy is served as a tiled
 * log under `/<hex SHA-256 of the origin>/`, its checkpoint with the mirror's cosignature. What is not: nobody uploads
 * (`add-entries`); the mirror reads the log where it is published, and answers add-checkpoint with the cosignature when
 * the copy is complete, with 503 before. So a log needs nothing but the client of a witness.
 */
import { join } from 'node:path';
import { rfc3339 } from '@remit/core';
import { createOutbound, type OutboundOptions } from '@remit/outbound';
import { missing, textAnswer, tileAnswer } from '../../publish/published-answer.ts';
import type { BeforeCosigning } from '../decide.ts';
import {
  type CosignerDuties,
  type CosignerParts,
  startCosigner,
  type Witness,
  type WitnessDeps,
} from '../start-witness.ts';
import { type Copy, openCopy, originHash } from './copies.ts';
import { keepCopyEvidence } from './copy-evidence.ts';
import { proofAt } from './copy-proof.ts';
import { readPublished } from './read-published.ts';

/** How long a log that asks is kept waiting for the copy; its client gives up after a second. */
const WAIT_MS = 800;

/** What {@link startMirror} needs. */
export interface MirrorDeps extends Omit<WitnessDeps, 'logs'> {
  /** Logs that are copied. `from`: where each is published, an http(s) address of the C2SP tlog-tiles layout. */
  readonly logs: readonly { readonly origin: string; readonly vkey: string; readonly from: string }[];
  readonly outbound?: OutboundOptions;
}

/**
 * Starts a mirror. Addresses: those of a witness, and under `/<hex SHA-256 of the origin>/`: `checkpoint`, `tile/...` and
 * `proof/<index>`, the inclusion proof of a record under the cosigned head.
 * @throws LedgerError `ledger.witness-setup`, `ledger.locked`
 */
export function startMirror(deps: MirrorDeps): Promise<Witness> {
  return startCosigner(deps, (parts) => mirrorDuties(deps, parts));
}

function mirrorDuties(deps: MirrorDeps, parts: CosignerParts): CosignerDuties {
  const { store, keyName, cosignRecorded } = parts;
  const outbound = deps.outbound === undefined ? undefined : createOutbound(deps.outbound);
  const copies = new Map<string, Copy>();
  const byHash = new Map<string, Copy>();
  for (const { origin, from } of deps.logs) {
    if (copies.has(origin)) continue;
    const copy = openCopy({
      dir: deps.dir,
      origin,
      read: readPublished(from, outbound?.dispatcherFor(from)).tile,
      onProblem(problem, { note: head }) {
        const found = rfc3339(deps.clock.now());
        const kept = keepCopyEvidence(join(deps.dir, 'evidence'), problem, { origin, found, by: keyName, from, head });
        deps.logger.error({ origin, record: problem.record, kept }, `not cosigned: ${problem.says}`);
      },
    });
    copies.set(origin, copy);
    byHash.set(originHash(origin), copy);
  }

  const before: BeforeCosigning = async (head) => {
    const copy = copies.get(head.origin);
    if (copy === undefined) return { status: 404, body: 'unknown log\n' };
    // Undefined: copied. The words of a problem otherwise.
    const problem = copy.bring(head).then(
      (copied) => (copied.ok ? undefined : copied.error.says),
      (error: unknown) => `the log cannot be read: ${error instanceof Error ? error.message : 'unknown'}`,
    );
    let timer: NodeJS.Timeout | undefined;
    const late = 'the copy is not complete yet';
    const waited = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS, late);
    });
    const says = await Promise.race([problem, waited]);
    clearTimeout(timer);
    if (copy.size() >= head.size) return undefined;
    // When it takes longer than the log waits, the head is cosigned for whoever reads the copy.
    if (says === late) void problem.then(() => finish(head.origin)).catch(() => {});
    return { status: 503, body: `${says ?? late}\n` };
  };

  /** Cosigns the recorded head when its copy is complete. */
  const finish = async (origin: string): Promise<void> => {
    const state = store.state(origin);
    if (state !== undefined && (copies.get(origin)?.size() ?? 0) >= state.size) await cosignRecorded(origin);
  };

  return {
    before,
    // Beside the copied files, so that the folder can be served or handed on as it is.
    cosigned: async (origin, note) => copies.get(origin)?.folder.writeCheckpoint(note),
    get(path) {
      const [, hash = '', rest = ''] = /^\/([0-9a-f]{64})\/(.+)$/.exec(path) ?? [];
      const copy = byHash.get(hash);
      if (copy === undefined) return undefined;
      const index = /^proof\/(0|[1-9]\d{0,15})$/.exec(rest)?.[1];
      const note = store.stateByHash(hash)?.cosigned ?? '';
      if (index !== undefined) return textAnswer(proofAt(copy.folder, note, Number(index)));
      return tileAnswer(rest, copy.folder, () => 0) ?? missing();
    },
    /** What an earlier process was copying goes on, and a head whose copy is complete is cosigned. */
    started() {
      for (const [origin, copy] of copies) {
        const state = store.state(origin);
        if (state === undefined) continue;
        copy
          .bring(state)
          .then(() => finish(origin))
          .catch((error: unknown) => deps.logger.warn({ origin, error: String(error) }, 'the log cannot be read now'));
      }
    },
    async stop() {
      await Promise.all([...copies.values()].map((copy) => copy.stop()));
    },
  };
}
