/**
 * Tables of the ledger in PostgreSQL: those of db/schema.ts, in a schema of their own, and the lease of the sequencer. What
 * each table holds is said there; the read side asks both with the same statements.
 */
import { RARE_TYPE } from '../db/schema.ts';

/** Schema of the ledger's tables. The control store has another one, so that a role can be given one without the other. */
export const LEDGER_SCHEMA = 'remit_ledger';

/** Raised with every change of the tables. A later version is refused. */
export const POSTGRES_VERSION = 1;

/** (writer, n) is unique here: records that a gateway kept while the sequencer was away may come again much later. */
export const POSTGRES_SCHEMA = `
CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);

-- One row. epoch: the fencing token, raised by each sequencer that takes the lease.
CREATE TABLE lease (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch   bigint NOT NULL,
  holder  text NOT NULL,
  expires timestamptz NOT NULL
);
INSERT INTO lease (epoch, holder, expires) VALUES (0, '', '-infinity');

CREATE TABLE entry (
  idx         bigint PRIMARY KEY,
  id          text NOT NULL UNIQUE,
  t           text NOT NULL,
  writer      text NOT NULL,
  n           bigint NOT NULL,
  leaf        bytea NOT NULL,
  entry       bytea NOT NULL,
  dek         bytea,
  subjects    text,
  disclosures bytea,
  UNIQUE (writer, n)
);
CREATE INDEX entry_by_rare_type ON entry (t, idx) WHERE ${RARE_TYPE};

CREATE TABLE checkpoint (
  size      bigint PRIMARY KEY,
  note      text NOT NULL,
  cosigners integer NOT NULL
);

CREATE TABLE payload (
  record text NOT NULL,
  field  text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (record, field)
);

-- key: never set; keys of persons lie outside the database. It is there for the statements that read both engines.
CREATE TABLE subject (
  handle    text PRIMARY KEY,
  kind      text NOT NULL,
  reference bytea,
  key       bytea
);

CREATE TABLE open_call (
  leaf   text PRIMARY KEY,
  idx    bigint NOT NULL,
  kind   text NOT NULL,
  writer text NOT NULL
);

-- What the statements that read both engines call by SQLite's names.
CREATE FUNCTION pragma_table_info(asked text) RETURNS TABLE (name text) LANGUAGE sql STABLE AS $$
  SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = asked
$$;
CREATE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT strpos($1, $2) $$;
`;
