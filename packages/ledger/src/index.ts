export type { LedgerError, LedgerErrorCode } from './errors.ts';
export { ledgerErrors } from './errors.ts';
export type {
  Ledger,
  LedgerDeps,
  LedgerEntry,
  LedgerHead,
  LedgerReader,
  LedgerStartup,
  StoredCheckpoint,
  WitnessHead,
  WitnessTarget,
} from './types.ts';
