/** Seals in a real log: the first record of every writer, also of one that begins with closing an earlier one's calls. */
import { afterEach, expect, it } from 'vitest';
import { decision } from '../test-support/drafts.ts';
import { createLab, recordsOf } from '../test-support/ledger-lab.ts';

const lab = createLab();
afterEach(() => lab.dispose());

it('[ledger.writer-seals] every writer of a log begins with its seal and ends with one, by one key of the folder', async () => {
  const dir = lab.folder();
  const seals = { records: 100, ms: 60_000 };
  const first = await lab.start(dir, { seals });
  // A call without an outcome: the next process closes it before anything else.
  await first.record(decision(first.handle('person', 'a'), 'permit')).durable;
  await first.close();
  const second = await lab.start(dir, { seals });
  expect(second.startup.openCalls).toBe(1);
  expect(second.writerKey).toBe(first.writerKey);
  await second.close();
  const third = await lab.start(dir);
  const reader = third.reader();
  const records = recordsOf(reader);
  reader.close();
  expect(records.map(({ t }) => t)).toEqual([
    'genesis',
    'writer.seal',
    'mcp.decision',
    'writer.seal',
    'writer.seal',
    'gap',
    'writer.seal',
  ]);
  const keys = records.flatMap((record) => (record.t === 'writer.seal' ? [record.seal.key] : []));
  expect(new Set(keys)).toEqual(new Set([first.writerKey]));
});
