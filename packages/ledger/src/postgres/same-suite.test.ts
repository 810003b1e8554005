/**
 * The tests of the ledger, of its crashes and of its witnesses again, with the rows in PostgreSQL: what is not about files of
 * SQLite must hold there too (design/style.md, rule 10).
 */
import { startPostgres } from '@remit/testing/postgres';
import { afterAll, describe } from 'vitest';
import { useStore } from '../test-support/ledger-lab.ts';

const postgres = await startPostgres();
if (postgres.kind === 'ready') {
  useStore(async () => ({ kind: 'postgres', url: await postgres.newDatabase() }));
  await import('../ledger.test.ts');
  await import('../crash.test.ts');
  afterAll(() => postgres.stop(), 60_000);
} else describe.skip(`the ledger on PostgreSQL (skipped: ${postgres.reason})`, () => {});
