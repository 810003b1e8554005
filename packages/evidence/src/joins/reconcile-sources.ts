/** `remit reconcile`: reads two sources of a data folder, and holds each against the other. */
import type { Archive } from '@remit/ingest';
import type { LedgerReader } from '@remit/ledger';
import {
  agentsDeclaration,
  createAgentRegister,
  createPersonRegister,
  DEFAULT_WINDOW_MS,
  peopleDeclaration,
} from '@remit/verify';
import { evidenceError } from '../errors.ts';
import { readView } from '../gather.ts';
import { readSource, sourceNames } from './read-source.ts';
import type { Reconciliation } from './reconcile.ts';
import { reconcile } from './reconcile.ts';

/** What is asked. Times in milliseconds since the epoch; `to` is exclusive. */
export interface ReconcileRequest {
  readonly left: string;
  readonly right: string;
  readonly period?: { readonly from: number; readonly to: number };
  readonly windowMs?: number;
  readonly offsetMs?: number;
  /** Default: tool calls and model calls. */
  readonly kinds?: readonly string[];
}

/** Throws `evidence.unknown-source` for a source that nothing was ingested of. */
export function reconcileSources(
  deps: { readonly reader: LedgerReader; readonly archive: Pick<Archive, 'batches' | 'leaves' | 'remap'> },
  request: ReconcileRequest,
): Reconciliation {
  const { reader } = deps;
  const view = readView(reader);
  const lists = [agentsDeclaration(view), peopleDeclaration(view)].flatMap((at) => at?.record.chg.sha ?? []);
  const blobs = new Map(lists.map((sha) => [sha, reader.blob(sha) ?? new Uint8Array()]));
  const { agentOf } = createAgentRegister(view, emptyShelf, blobs);
  const persons = createPersonRegister(view, blobs);
  const source = { ...deps, view, names: { agentOf, personOf: persons.personOf } };
  const known = sourceNames(source);
  for (const name of [request.left, request.right])
    if (!known.includes(name.split('/')[0] ?? ''))
      throw evidenceError('evidence.unknown-source', `${name}; known: ${known.join(', ')}`);
  const kinds = request.kinds ?? ['tool-call', 'model-call'];
  const left = readSource(source, request.left, kinds);
  const right = readSource(source, request.right, kinds);
  const sameVendor = left.events[0] !== undefined && left.events[0].vendor === right.events[0]?.vendor;
  const held = reconcile(left, right, {
    kinds,
    windowMs: request.windowMs ?? DEFAULT_WINDOW_MS[sameVendor ? 'sameVendor' : 'acrossVendors'],
    offsetMs: request.offsetMs ?? 0,
    ...(request.period === undefined ? {} : { period: request.period }),
  });
  // Persons count as one only because the operator says so: the result says who.
  return persons.assertedBy === undefined ? held : { ...held, personsAssertedBy: persons.assertedBy };
}

// Reconciliation asks who is who, never what they may do.
const emptyShelf: Parameters<typeof createAgentRegister>[1] = {
  get: () => ({ kind: 'missing' }),
  named: [],
  declaredBefore: () => undefined,
  activatedBefore: () => undefined,
  supersededBy: () => undefined,
};
