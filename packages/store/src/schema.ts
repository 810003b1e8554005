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

/** The database that Kysely sees. */
export interface ControlSchema {
  api_key: ApiKeyTable;
}
