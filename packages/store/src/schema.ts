/** Tables of the control store. One schema for every SQL dialect; migrations/ creates what is declared here. */

/** One API key. Holds no personal data and no secret: a handle, and the hash of a 256-bit random token. */
export interface ApiKeyTable {
  id: string;
  /** Lowercase hex SHA-256 of the token. */
  hash: string;
  /** Handle of the person (`p_...`). */
  person: string;
  agent: string | null;
  /** JSON array of role names. */
  roles: string;
  /** Milliseconds since the epoch. */
  created_at: number;
  revoked_at: number | null;
}

/** A gateway that leases slices of budgets. Ended ones stay: their decisions in the log are counted. */
export interface BudgetHolderTable {
  id: string;
  writer: string;
  /** Origin of the log that the indexes are of. */
  log: string;
  from_index: number;
  until_index: number | null;
  /** `live`; `fenced`: silent for too long, to be settled from the log; `ended`. */
  state: string;
  expires_at: number;
}

/** One row for each account of a limit: whoever changes its slices changes this row first, so they come in turn. */
export interface BudgetAccountTable {
  limit_id: string;
  account: string;
  turn: number;
}

/** What one holder has of an account in one window. Holder '' stands for all that ended: its amount is what they settled. */
export interface BudgetSliceTable {
  limit_id: string;
  account: string;
  win: string;
  holder: string;
  bucket: number;
  amount: number;
  settled: number;
  held: number;
  overrun: number;
}

/** Single values by name. */
export interface BudgetNoteTable {
  name: string;
  value: string;
}

/** The database that Kysely sees. */
export interface ControlSchema {
  api_key: ApiKeyTable;
  budget_holder: BudgetHolderTable;
  budget_account: BudgetAccountTable;
  budget_slice: BudgetSliceTable;
  budget_note: BudgetNoteTable;
}
