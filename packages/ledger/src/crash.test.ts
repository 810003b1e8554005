/** kill -9 of each process while records are appended: nothing acknowledged is lost, no index is used twice. */
import type { ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLog } from './test-support/check-log.ts';
import { decision, outcome } from './test-support/drafts.ts';
import { keepAppending } from './test-support/keep-appending.ts';
import { childPid, childPids, createLab, recordsOf, until } from './test-support/ledger-lab.ts';
import { startParent } from './test-support/parent-process.ts';

const lab = createLab();
const parents: ChildProcess[] = [];
afterEach(async () => {
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
  await lab.dispose();
});

describe.each(['sequencer', 'signer'] as const)('kill -9 of the %s', (child) => {
  it('[ledger.kill-9] loses no acknowledged record and goes on by itself', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir, { durableTimeoutMs: 20_000 });
    const load = keepAppending(ledger);
    for (const before of [1, 120, 333]) {
      const from = load.acknowledged.size;
      await until(() => load.acknowledged.size >= from + before);
      const pid = childPid(dir, child);
      process.kill(pid, 'SIGKILL');
      await until(() => childPids(dir, child).some((other) => other !== pid) && ledger.ready());
    }
    const from = load.acknowledged.size;
    await until(() => load.acknowledged.size >= from + 50);
    await load.stop();
    await ledger.sealHead();
    await ledger.close();

    const log = await checkLog(dir);
    for (const [index, id] of load.acknowledged) expect(log.ids[index]).toBe(id);
    expect(load.acknowledged.size).toBeGreaterThan(500);
    // Rows that were committed but not journaled at the kill were admitted with a gap record, never silently.
    const reader = (await lab.start(dir)).reader();
    const gaps = recordsOf(reader).flatMap((record, index) => (record.t === 'gap' ? [{ index, ...record.gap }] : []));
    for (const gap of gaps) expect(gap).toMatchObject({ kind: 'unacknowledged-commit', end: gap.index });
    reader.close();
    console.log(`${child}: ${load.acknowledged.size} acknowledged, ${log.size} in the log, ${gaps.length} gap records`);
  });
});

it('[ledger.kill-9] of the parent: the children finish and end, and what was acknowledged is there', async () => {
  const dir = lab.folder();
  const seen = new Map<number, string>();
  for (const atLeast of [1, 200, 500]) {
    const parent = startParent(dir);
    parents.push(parent.process);
    await until(() => parent.acknowledged.size >= atLeast);
    parent.process.kill('SIGKILL');
    await until(() => childPids(dir, 'sequencer').length === 0 && childPids(dir, 'signer').length === 0);
    for (const [index, id] of parent.acknowledged) seen.set(index, id);
    const log = await checkLog(dir);
    for (const [index, id] of seen) expect(log.ids[index]).toBe(id);
  }
  console.log(`parent: ${seen.size} acknowledged, ${(await checkLog(dir)).size} in the log`);
});

it('[ledger.not-durable] rejects in time while the sequencer hangs; the record still becomes durable once', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir, { durableTimeoutMs: 200 });
  const sub = ledger.handle('person', 'a');
  const pid = childPid(dir, 'sequencer');
  process.kill(pid, 'SIGSTOP');
  const record = ledger.record(decision(sub));
  await expect(record.durable).rejects.toMatchObject({ code: 'ledger.not-durable', row: { status: 503, rpc: 71503 } });
  process.kill(pid, 'SIGCONT');
  const later = await ledger.record(decision(sub)).durable;
  expect(later).toEqual({ index: 2 });
  const reader = ledger.reader();
  expect(reader.find(record.id)?.index).toBe(1);
  reader.close();
});

it('[ledger.open-calls] closes what an earlier process left open with gap records, and nothing else', async () => {
  const dir = lab.folder();
  const first = await lab.start(dir);
  const sub = first.handle('person', 'a');
  const answered = first.record(decision(sub, 'permit'));
  first.record(outcome(sub, answered.leaf));
  const released = first.record(decision(sub, 'escalate'));
  const second = first.record(decision(sub, 'permit', released.leaf));
  const waiting = first.record(decision(sub, 'escalate'));
  const denied = first.record(decision(sub, 'deny'));
  await denied.durable;
  // Ended hard: no outcome for `second`, no decision on `waiting`.
  await first.close();

  const next = await lab.start(dir);
  expect(next.startup.openCalls).toBe(2);
  const says = '2 calls were left open by an earlier process; each was closed with a gap record.';
  expect(next.startup.repairs).toEqual([says]);
  expect(lab.said).toContain(says);
  const reader = next.reader();
  const gaps = recordsOf(reader).filter((record) => record.t === 'gap');
  expect(gaps.map(({ cause, gap }) => ({ cause, kind: gap.kind }))).toEqual([
    { cause: [second.leaf], kind: 'decision-without-outcome' },
    { cause: [waiting.leaf], kind: 'escalation-without-decision' },
  ]);
  reader.close();
  await next.close();
  expect((await lab.start(dir)).startup.openCalls).toBe(0);
});
