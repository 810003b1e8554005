/**
 * The tests of the ledger and of its crashes again, with the rows in PostgreSQL: what is not about files of SQLite must hold
 * there too (design/style.md, rule 10).
 */
import { startPostgres } from '@remit/testing/postgres';
import { afterAll, describe } from 'vitest';
import { useStore } from '../test-support/ledger-lab.ts';

const postgres = await startPostgres();
afterAll(async () => {
  if (postgres.kind === 'ready') await postgres.stop();
}, 60_000);

describe.skipIf(postgres.kind === 'absent')('on PostgreSQL (skipped: no PostgreSQL)', async () => {
  if (postgres.kind === 'absent') return;
  useStore(async () => ({ kind: 'postgres', url: await postgres.newDatabase() }));
  await import('../ledger.test.ts');
  await import('../crash.test.ts');
});
