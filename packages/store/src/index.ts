export { grantOf } from './budget/grant.ts';
export type {
  BudgetLeases,
  LostHolder,
  SliceAsk,
  SliceKey,
  SliceReport,
  SliceSums,
  SpentInWindow,
  Taken,
} from './budget/lease-types.ts';
export type { ControlStore } from './control-store.ts';
export { createControlStore, openControlStore, openPostgresControlStore } from './control-store.ts';
export type { StoreErrorCode } from './errors.ts';
export { storeErrors } from './errors.ts';
export type { KeyRepository, StoredKey } from './key-repository.ts';
export type { ApiKeyTable, ControlSchema } from './schema.ts';
