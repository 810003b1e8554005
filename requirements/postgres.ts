/** PostgreSQL and object storage under the ledger: what holds when there is more than one machine. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const storage = 'Acceptance, a ledger against its own operator, Build 6';

export const requirements = {
  'store.engines': tested(
    'design/style.md, rule 10',
    'The control store does the same on SQLite and on PostgreSQL, with one schema and one list of migrations.',
  ),
  'store.postgres-durable': tested(
    `Ledger reference §5; ${storage}`,
    'On PostgreSQL a commit of the control store waits for the disk, asserted after a write.',
  ),
} as const satisfies Requirements;
