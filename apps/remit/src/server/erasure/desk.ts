/**
 * Erasure: asked for by one person, approved by another, carried out once, recorded (ledger reference §3).
 *
 * Order of a run: what stands in the way is looked for; new content stops being sealed for the persons; the inventory and
 * the intent are durable; then keys, rows and files are destroyed; then the log says so; then the intent goes.
 */

import { join } from 'node:path';
import { createIdSource, err, ok, rfc3339, utf8 } from '@remit/core';
import { readRecords } from '@remit/gateway';
import type { Ledger, LedgerReader } from '@remit/ledger';
import { targetLists } from '@remit/ledger';
import { isLegalBasis } from '@remit/record';
import type { ErasureAsk, ErasureDeps, ErasureDesk, ErasureRefused, ErasureView } from './desk-types.ts';
import { classOf } from './floors.ts';
import { type Intent, type IntentPart, intentJournal } from './intent.ts';
import { inventoryOf, type LogPlan, obstacleOf, planOf } from './plan.ts';
import { type ErasureRequest, requestStore } from './request-store.ts';

/** Opens the desk of one data folder. */
export function createErasureDesk(deps: ErasureDeps): ErasureDesk {
  const { ledger, reader, clock } = deps;
  const requests = requestStore(join(deps.folder, 'requests'));
  const intents = intentJournal(join(deps.folder, 'running'));
  const nextId = createIdSource(clock);
  const planNow = (request: ErasureRequest) =>
    planOf(request, { ...deps, org: ledger.origin, classes: deps.classes() });
  const obstacle = (request: ErasureRequest) =>
    obstacleOf(planNow(request), request, { reader, classes: deps.classes(), now: clock.now() });

  const viewOf = (request: ErasureRequest): ErasureView => {
    if (request.done !== undefined) return { ...request, state: 'done' };
    const running = intents.pending().some(({ req }) => req === request.id);
    const state = running ? 'running' : request.approved === undefined ? 'requested' : 'approved';
    const { items, batches } = planNow(request);
    const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
    return { ...request, state, would: { records: items.length, events } };
  };

  let queue: Promise<unknown> = Promise.resolve();
  const serially = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work);
    queue = next.catch(() => undefined);
    return next;
  };

  const carryOut = async (intent: Intent): Promise<void> => {
    const records: string[] = [];
    for (const part of intent.logs) records.push(...(await carryOutPart(deps, intent, part)));
    const request = requests.get(intent.req);
    const { erased, events } = intent;
    if (request !== undefined)
      requests.put({ ...request, done: { at: rfc3339(clock.now()), records, erased, events } });
    intents.done(intent.req);
    deps.logger.info({ request: intent.req, erased, events }, 'erased with authorisation');
  };

  const run = async (id: string, compact: boolean) => {
    const request = requests.get(id);
    if (request === undefined) return refuse('unknown', `there is no request ${id}`);
    if (request.done !== undefined) return refuse('conflict', `request ${id} was carried out at ${request.done.at}`);
    if (request.approved === undefined)
      return refuse('conflict', `request ${id} is not approved; another person runs \`remit erase approve ${id}\``);
    const inTheWay = obstacle(request) ?? keysInTheWay(deps, request);
    if (inTheWay !== undefined) return refuse('conflict', inTheWay);
    // New calls get a new handle; what is under way is durable when this record is, and so part of the plan.
    ledger.retire(request.subjects);
    await ledger.record({ t: 'heartbeat', hb: { why: 'erasure' } }).durable;
    const plan = planNow(request);
    const logs = [];
    for (const part of plan.logs) logs.push(partOf(part, await ledger.put(utf8(inventoryOf(part, request)))));
    const intent: Intent = {
      v: 1,
      req: id,
      basis: request.basis,
      by: [request.by, request.approved.by],
      ...(request.overrideFloor ? { floor: 'overridden' as const } : {}),
      persons: request.subjects,
      logs,
      compact,
      erased: plan.items.length,
      events: plan.batches.reduce((sum, batch) => sum + batch.events.length, 0),
    };
    intents.put(intent);
    await carryOut(intent);
    return ok(viewOf(requests.get(id) ?? request));
  };

  return {
    request: (by, ask) =>
      serially(async () => {
        const problem = invalid(ask) ?? (by.agent === undefined ? undefined : 'an agent does not ask for erasure');
        if (problem !== undefined) return refuse('invalid', problem);
        const subjects = ask.kind === 'subjects' ? [...ask.handles] : [];
        if (subjects.includes(by.sub))
          return refuse('forbidden', 'nobody approves their own erasure; another person asks');
        const id = `er_${nextId()}`;
        const { basis, overrideFloor } = ask.kind === 'subjects' ? ask : { basis: '', overrideFloor: false };
        const request: ErasureRequest =
          ask.kind === 'expired'
            ? expiryOf(id, ask.day, by.sub, clock.now())
            : { v: 1, id, made: rfc3339(clock.now()), by: by.sub, basis, subjects, overrideFloor };
        if (ask.kind === 'expired' && planNow(request).items.length === 0)
          return refuse('conflict', 'no record is past its retention class');
        const inTheWay = obstacle(request);
        if (inTheWay !== undefined) return refuse('conflict', inTheWay);
        requests.put(request);
        return ok(viewOf(request));
      }),
    approve: (by, id) =>
      serially(async () => {
        const request = requests.get(id);
        if (request === undefined) return refuse('unknown', `there is no request ${id}`);
        if (request.approved !== undefined) return refuse('conflict', `request ${id} is approved already`);
        if (request.by === by.sub)
          return refuse('forbidden', 'the person who asked cannot approve: two different persons are needed');
        if (by.agent !== undefined)
          return refuse('forbidden', 'an agent does not approve; use a key of the person alone');
        if (request.subjects.includes(by.sub)) return refuse('forbidden', 'nobody approves their own erasure');
        const approved = { ...request, approved: { by: by.sub, at: rfc3339(clock.now()) } };
        requests.put(approved);
        return ok(viewOf(approved));
      }),
    run: (id, { compact }) => serially(() => run(id, compact)),
    list: () => requests.list().map(viewOf),
    expired(day) {
      const request = expiryOf('dry-run', day, '', clock.now());
      const plan = planNow(request);
      const inTheWay = plan.items.length === 0 ? undefined : obstacle(request);
      const counted = (name: string) => plan.items.filter((item) => classOf(item.t) === name).length;
      return {
        day,
        classes: deps.classes(),
        records: { calls: counted('calls'), ingested: counted('ingested') },
        ...(inTheWay === undefined ? {} : { obstacle: inTheWay }),
      };
    },
    resume: () =>
      serially(async () => {
        const says: string[] = [];
        for (const intent of intents.pending()) {
          await carryOut(intent);
          says.push(`Erasure ${intent.req} had begun and was not finished: it is now.`);
        }
        return says;
      }),
  };
}

function expiryOf(id: string, day: string, by: string, now: number): ErasureRequest {
  const made = rfc3339(now);
  return { v: 1, id, made, by, basis: 'retention-expired', subjects: [], expiredBy: day, overrideFloor: false };
}

function refuse(code: ErasureRefused['code'], message: string) {
  return err<ErasureRefused>({ code, message });
}

function invalid(ask: ErasureAsk): string | undefined {
  if (ask.kind === 'expired') return /^\d{4}-\d{2}-\d{2}$/.test(ask.day) ? undefined : 'the day is YYYY-MM-DD';
  if (!isLegalBasis(ask.basis) || ask.basis === 'retention-expired')
    return `${JSON.stringify(ask.basis)} is no code of a legal basis`;
  return ask.handles.length === 0 ? 'nobody is to be erased' : undefined;
}

/** A person whose key works can still act; what they did tomorrow would be recorded under nobody. */
function keysInTheWay(deps: ErasureDeps, request: ErasureRequest): string | undefined {
  const keys = request.subjects.flatMap((handle) => [...deps.workingKeys(handle)]);
  return keys.length === 0 ? undefined : `the person still has keys that work: revoke ${keys.join(', ')} first`;
}

function partOf({ org, dir, items, batches }: LogPlan, inv: string): IntentPart {
  const whole = items.filter(({ t }) => t === 'ingest.batch');
  return {
    org,
    ...(dir === undefined ? {} : { dir }),
    // An expired batch goes with the key that nobody else has, so it is closed in backups too.
    holders: [...batches.map(({ keyHolder }) => keyHolder), ...whole.flatMap(({ subjects }) => subjects)],
    dropped: whole.map(({ id }) => id),
    records: [...items.map(({ id }) => id), ...batches.map(({ id }) => id)],
    batches: batches.map(({ id, events }) => ({ id, events: [...events] })),
    lists: targetLists(items, batches),
    inv,
  };
}

/** One log's part. An ended log is opened for it, and closed with its end signed. */
async function carryOutPart(deps: ErasureDeps, intent: Intent, part: IntentPart): Promise<string[]> {
  const { dir, org } = part;
  const ledger = dir === undefined ? deps.ledger : await deps.openEnded({ origin: org, dir });
  const reader = dir === undefined ? deps.reader : ledger.reader();
  try {
    const batches = deps.batchesOf(reader, ledger);
    for (const batch of part.batches) await batches.reseal(batch, intent.req);
    const subjects = [...intent.persons, ...part.holders];
    await ledger.erase({ records: part.records, subjects }, { compact: intent.compact });
    for (const { id } of part.batches) batches.clean(id);
    for (const id of part.dropped) batches.drop(id);
    if (dir !== undefined) await nameApprovers(deps.reader, ledger, reader, intent.by);
    const ids = await recordErasure(ledger, reader, intent, part);
    if (dir !== undefined) await ledger.sealHead();
    return ids;
  } finally {
    if (dir !== undefined) {
      reader.close();
      await ledger.close();
    }
  }
}

/** An ended log may not know who approves today: the records of their keys are said again there, as in every next log. */
async function nameApprovers(
  current: LedgerReader,
  ended: Ledger,
  reader: LedgerReader,
  by: readonly string[],
): Promise<void> {
  const known = new Set([...readRecords(reader, ['registry.change'])].map(({ record }) => record.chg.of));
  for (const { record } of readRecords(current, ['registry.change'])) {
    const { chg, who } = record;
    if (chg.what !== 'key.create' || chg.of === undefined || !by.includes(chg.of) || known.has(chg.of)) continue;
    known.add(chg.of);
    await ended.record({ t: 'registry.change', ...(who === undefined ? {} : { who }), chg }).durable;
  }
}

/** Writes the records that are not in the log yet. Answers the ids of all. */
async function recordErasure(
  ledger: Ledger,
  reader: LedgerReader,
  intent: Intent,
  part: IntentPart,
): Promise<string[]> {
  const there = new Map<number, string>();
  for (const { record } of readRecords(reader, ['erasure']))
    if (record.ers.req === intent.req) there.set(record.ers.n, record.id);
  const ids: string[] = [];
  for (const [n, at] of part.lists.entries()) {
    const known = there.get(n);
    if (known !== undefined) {
      ids.push(known);
      continue;
    }
    const { req, basis, by, floor, persons } = intent;
    const made = ledger.record({
      t: 'erasure',
      ers: {
        req,
        basis,
        by,
        org: part.org,
        ...(persons.length === 0 ? {} : { of: persons }),
        at,
        inv: part.inv,
        n,
        parts: part.lists.length,
        ...(floor === undefined ? {} : { floor }),
      },
    });
    await made.durable;
    ids.push(made.id);
  }
  return ids;
}
