/** What a witness keeps: one file for each origin, and evidence of logs that contradict themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, isRefusal, parseStrictJson, sha256, toBase64, toHex, utf8 } from '@remit/core';
import type { WitnessState } from '@remit/tlog';
import { makeFolder, writeDurably } from '../files/durable.ts';
import type { LogEvidence } from './evidence-file.ts';
import { keepLogEvidence } from './evidence-folder.ts';

/** The state of one origin and the cosigned note that monitors read. */
export interface StoredState extends WitnessState {
  readonly origin: string;
  /** The newest cosigned note; older than `note` while something comes before the cosignature, empty before the first. */
  readonly cosigned: string;
}

/** The files of one witness. */
export interface WitnessStore {
  state(origin: string): StoredState | undefined;
  /** By the lowercase hex SHA-256 of the origin, for the monitoring address. */
  stateByHash(hash: string): StoredState | undefined;
  /** On disk when it returns. */
  put(state: StoredState): void;
  /** Keeps a validly signed note that does not go together with what was recorded then. */
  keepEvidence(evidence: LogEvidence): void;
}

/** Opens or creates a witness's folder and reads every state. Throws when one is damaged: it must not start from zero. */
export function openWitnessStore(dir: string): WitnessStore {
  const stateFolder = join(dir, 'state');
  const evidenceFolder = join(dir, 'evidence');
  makeFolder(stateFolder);
  const states = new Map<string, StoredState>();
  for (const name of readdirSync(stateFolder)) {
    if (!name.endsWith('.json')) continue;
    const path = join(stateFolder, name);
    const state = parseState(readFileSync(path, 'utf8'));
    if (state === undefined || `${hashOf(state.origin)}.json` !== name)
      throw new Error(
        `${path} is damaged. Restore it: a witness that forgets a log can be made to sign a second past.`,
      );
    states.set(hashOf(state.origin), state);
  }
  return {
    state: (origin) => states.get(hashOf(origin)),
    stateByHash: (hash) => states.get(hash),
    put(state) {
      const hash = hashOf(state.origin);
      writeDurably(
        join(stateFolder, `${hash}.json`),
        utf8(`${JSON.stringify({ ...state, root: toBase64(state.root) })}\n`),
      );
      states.set(hash, state);
    },
    keepEvidence: (evidence) => void keepLogEvidence(evidenceFolder, evidence),
  };
}

function hashOf(origin: string): string {
  return toHex(sha256(utf8(origin)));
}

function parseState(text: string): StoredState | undefined {
  const json = parseStrictJson(text);
  if (isRefusal(json) || typeof json.value !== 'object' || json.value === null) return undefined;
  const { origin, size, root, note, cosigned } = json.value as Readonly<Record<keyof StoredState, unknown>>;
  const hash = typeof root === 'string' ? fromBase64(root) : undefined;
  if (typeof origin !== 'string' || typeof note !== 'string' || typeof cosigned !== 'string') return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || hash?.length !== 32) return undefined;
  return { origin, size, root: hash, note, cosigned };
}
