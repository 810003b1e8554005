/**
 * Tests that take longest, most of them whole installations and outside programs. `npm test` leaves them out, so that it
 * stays under ten minutes on two cores; `npm run test:long` runs them, and `.ci/run` runs both.
 */
export const longTests = [
  'apps/demo/src/demo-pack.test.ts',
  'apps/demo/src/demo-stop.test.ts',
  'apps/demo/src/from-logs/from-logs.test.ts',
  'apps/remit/src/adoption.test.ts',
  'apps/remit/src/backup.test.ts',
  'apps/remit/src/command-line.test.ts',
  'apps/remit/src/erasure.test.ts',
  'apps/remit/src/foreign.test.ts',
  'apps/remit/src/ingest.test.ts',
  'apps/remit/src/llm.test.ts',
  'apps/remit/src/old-data.test.ts',
  'apps/remit/src/periods.test.ts',
  'apps/remit/src/postgres-operations.test.ts',
  'apps/remit/src/postgres.test.ts',
  'apps/remit/src/report-options.test.ts',
  'apps/remit/src/system.test.ts',
  'apps/remit/src/tracing.test.ts',
  'packages/ledger/src/period/roll-postgres.test.ts',
  'packages/ledger/src/period/roll.test.ts',
  'packages/ledger/src/postgres/faults.test.ts',
  'packages/ledger/src/postgres/same-suite.test.ts',
  'packages/ledger/src/tamper.test.ts',
  'test/hostile-input.test.ts',
  'test/hostile-upstream.test.ts',
  'test/many-streams.test.ts',
  'test/newcomer.test.ts',
  'test/reimplementation/reimplementation.test.ts',
];
