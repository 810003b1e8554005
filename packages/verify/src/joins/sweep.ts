/**
 * Two sweeps over the leaves of a report: the first finds which ids, and which actors at which host, more than one dataset
 * shows; the second reads the events that have one. What is held is bounded, however large the logs are.
 */
import type { ImportedEvent } from '@remit/record';
import { readLeaf } from '../imported/material.ts';
import { COPIES, sharedTexts } from './join-keys.ts';
import type { Joinable, Names } from './joinable.ts';
import { isAlike, joinableOf, placeOf as whoAndWhere } from './joinable.ts';
import { actorSketchOf, idsOf, sketchOf } from './leaf-sketch.ts';
import type { Openers } from './openers.ts';
import { createOpeners } from './openers.ts';
import type { SharedSlots } from './shared-slots.ts';
import { createSharedSlots, EACH_ANEW } from './shared-slots.ts';

/** Events that are held for joins at most. Beyond it none is sought by id or by actor, and the report says so. */
export const MOST_HELD = 400_000;

/** One batch as the sweeps read it. */
export interface SweptBatch {
  readonly id: string;
  readonly source: string;
  readonly vendor: string;
  /** Datasets of its events, as its record says. */
  readonly datasets: readonly string[];
  /** Its leaves in order, read anew each time. */
  leaves(): Iterable<Uint8Array>;
}

/** A second record of a call of another installation of Remit: its outcome or, without `out`, the record of why there is none. */
export type OutcomeEvent = Pick<ImportedEvent, 'raw' | 'ts' | 'out'> & { readonly ref: string };

/** What the sweeps found. */
export interface Swept {
  /** Events that may be joined, in the order of the batches. */
  readonly held: readonly Joinable[];
  readonly openers: Openers;
  /** For each opener that was met: how many events belong to it, and the first of them. */
  readonly opened: ReadonlyMap<string, { calls: number; readonly samples: string[] }>;
  /** Outcomes of calls by the id of the call, in the order in which they were met. */
  readonly outcomes: ReadonlyMap<string, OutcomeEvent[]>;
  /** True when more events may be joined than are held: then none of them is. */
  readonly tooMany: boolean;
}

const SAMPLES = 20;
/** Actors at servers that are remembered. */
const MOST_KNOWN = 10_000;
const OPENS = new Set(['grant', 'session', 'login']);
const OUTCOMES = ['"outcome-record"', '"gap-record"'];

/** Sweeps the batches. `own`: what Remit's own log shows, which is held in any case. */
export function sweep(batches: readonly SweptBatch[], names: Names, own: readonly Joinable[]): Swept {
  const slots = createSharedSlots();
  const openers = createOpeners();
  const outcomes = new Map<string, OutcomeEvent[]>();
  const places = new Map<string, number>();
  const alikeIn = createAlikeIn(names);
  const placeOf = (name: string) => {
    const place = places.get(name) ?? Math.min(places.size + 1, EACH_ANEW - 1);
    places.set(name, place);
    return place;
  };
  // One dataset alone holds no second record of a call.
  const several =
    new Set([...batches.flatMap(({ datasets }) => datasets), ...own.map(({ dataset }) => dataset)]).size > 1;
  for (const event of own)
    for (const text of [...alikeTexts(event), ...sharedTexts(event.ids, event.vendor)])
      slots.note(text, placeOf(event.dataset));
  for (const batch of batches)
    eachLeaf(batch, ({ leaf, text, sketch }) => {
      const { dataset, kind, idsText } = sketch;
      const place = placeOf(dataset);
      if (several || hasCopies(idsText))
        for (const shared of sharedTexts(idsOf(sketch), batch.vendor))
          slots.note(shared, shared.startsWith(COPIES) ? EACH_ANEW : place);
      if (several && isAlike(kind)) for (const alike of alikeIn(text)) slots.note(alike, place);
      const isOutcome = idsText.includes('"call":') && OUTCOMES.some((flag) => text.includes(flag));
      if (!OPENS.has(kind) && !isOutcome) return;
      const event = readLeaf(leaf);
      if (!event.ok) return;
      const joinable = joinableOf(event.value, placeIn(batch), names);
      openers.add(joinable);
      if (isOutcome) noteOutcome(outcomes, event.value, joinable);
    });
  return { openers, outcomes, ...hold(batches, { names, slots, openers, several, alikeIn }) };
}

function hasCopies(idsText: string): boolean {
  return idsText.includes('"shared":');
}

interface Holding {
  readonly names: Names;
  readonly slots: SharedSlots;
  readonly openers: Openers;
  readonly several: boolean;
  alikeIn(leaf: string): readonly string[];
}

function hold(
  batches: readonly SweptBatch[],
  { names, slots, openers, several, alikeIn }: Holding,
): Pick<Swept, 'held' | 'opened' | 'tooMany'> {
  const held: Joinable[] = [];
  const opened = new Map<string, { calls: number; readonly samples: string[] }>();
  let tooMany = false;
  if (!slots.any() && openers.size === 0) return { held, opened, tooMany };
  for (const batch of batches)
    eachLeaf(batch, ({ leaf, text, sketch }) => {
      const { kind, idsText } = sketch;
      const byId = slots.any() && (several || hasCopies(idsText));
      const joins =
        (byId && sharedTexts(idsOf(sketch), batch.vendor).some(slots.shared)) ||
        (several && slots.any() && isAlike(kind) && alikeIn(text).some(slots.shared));
      const belongs =
        openers.size > 0 && (openers.logins || idsText.includes('"grant":') || idsText.includes('"session":'));
      if (!joins && !belongs) return;
      const event = readLeaf(leaf);
      if (!event.ok) return;
      const joinable = joinableOf(event.value, placeIn(batch), names);
      if (belongs) noteOpened(opened, openers, joinable);
      if (!joins) return;
      if (held.length < MOST_HELD) held.push(joinable);
      else tooMany = true;
    });
  return { held: tooMany ? [] : held, opened, tooMany };
}

/** Texts by which two events without an id in common may be joined. */
function alikeTexts({ actors, host }: Pick<Joinable, 'actors' | 'host'>): string[] {
  return host === undefined ? [] : actors.map((actor) => `alike\n${actor}\n${host}`);
}

/** {@link alikeTexts} of a leaf. Few actors meet few servers: what was worked out once is kept. */
function createAlikeIn(names: Names): (leaf: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (leaf) => {
    const actor = actorSketchOf(leaf);
    if (actor === undefined) return [];
    const key = `${actor.agent ?? ''}\n${actor.sub ?? ''}\n${actor.srv ?? ''}`;
    const texts = known.get(key) ?? alikeTexts(whoAndWhere(actor, names));
    if (known.size < MOST_KNOWN) known.set(key, texts);
    return texts;
  };
}

function noteOpened(
  opened: Map<string, { calls: number; samples: string[] }>,
  openers: Openers,
  event: Joinable,
): void {
  for (const { opener } of openers.of(event)) {
    if (opener === undefined) continue;
    const seen = opened.get(opener.ref) ?? { calls: 0, samples: [] };
    opened.set(opener.ref, seen);
    seen.calls += 1;
    if (seen.samples.length < SAMPLES) seen.samples.push(event.ref);
  }
}

function noteOutcome(
  outcomes: Map<string, OutcomeEvent[]>,
  { ids, raw, ts, out }: ImportedEvent,
  { ref, vendor }: Joinable,
): void {
  const key = callKey(vendor, ids['call'] ?? '');
  const outcome = { ref, raw, ...(ts === undefined ? {} : { ts }), ...(out === undefined ? {} : { out }) };
  outcomes.set(key, [...(outcomes.get(key) ?? []), outcome]);
}

/** Key of a call in {@link Swept.outcomes}. */
export function callKey(vendor: string, call: string): string {
  return `${vendor}\n${call}`;
}

function placeIn({ id, source, vendor }: SweptBatch): { batch: string; source: string; vendor: string } {
  return { batch: id, source, vendor };
}

interface SweptLeaf {
  readonly leaf: Uint8Array;
  readonly text: string;
  readonly sketch: NonNullable<ReturnType<typeof sketchOf>>;
}

function eachLeaf(batch: SweptBatch, each: (leaf: SweptLeaf) => void): void {
  for (const leaf of batch.leaves()) {
    // Latin-1 is one character a byte: equal texts stay equal, and nothing is decoded that is not looked at.
    const text = Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength).toString('latin1');
    const sketch = sketchOf(text);
    if (sketch !== undefined) each({ leaf, text, sketch });
  }
}
