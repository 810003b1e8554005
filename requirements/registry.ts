/** Promises of the registry and of the control store below it. */
import { type Requirements, tested } from './requirement.ts';

export const registryRequirements = {
  'registry.hashed': tested(
    'design/architecture.md, Records, in short: no personal data in clear',
    'Keys are stored as a hash of the token and a random handle of the person; neither token nor name is written anywhere.',
  ),
  'registry.recorded-first': tested(
    'design/architecture.md, One idea carries everything',
    'A new key is recorded durably before its row is stored and before it works; without the record there is no key.',
  ),
  'registry.revoke-at-once': tested(
    'design/architecture.md, What Remit is (1), kill switch',
    'A revoked key is refused from the call on, before the record is durable and even when recording fails.',
  ),
  'registry.in-memory': tested(
    'design/architecture.md, The way data flows: nothing on the data plane waits for a database but the commit',
    'Authentication reads memory only.',
  ),
  'registry.admin-only': tested(
    'reference/compliance.md, segregation of duties',
    'Only a key with the role admin creates or revokes keys.',
  ),
  'registry.ledger-is-truth': tested(
    'design/architecture.md, One idea carries everything',
    'A key row that the ledger does not hold, or holds otherwise, is not accepted; a recorded revocation survives its lost row.',
  ),
  'store.durable': tested(
    'reference/ledger.md §5; reference/stack.md T9',
    'Every connection runs with WAL and synchronous=FULL, asked for after a write; otherwise the start is refused.',
  ),
  'store.not-written': tested(
    'design/style.md, rule 5',
    'A change that the disk does not take is an error of the table, and a broken rule of the schema stays a surprise.',
  ),
  'store.migrations': tested(
    'design/architecture.md, Fixed choices: one Kysely schema',
    'Migrations run once, keep existing rows, and refuse a store that a newer version has written.',
  ),
} as const satisfies Requirements;
