/**
 * One row of the requirements manifest: what is promised, by which clause, and what checks it.
 *
 * A row with `by: 'test'` is checked when a test title carries its id in brackets: `it('[tlog.inclusion] ...')`.
 * The gate (`test/requirements.test.ts`) fails when no test cites the row, or when a test cites an id that has no row.
 */
export interface Requirement {
  /** Clause that the promise comes from: a specification and section, the Act and article, or the acceptance list. */
  readonly source: string;
  /** What holds, in one sentence. */
  readonly statement: string;
  /** What checks it. `test` needs no reference: the citing title is found by the gate. */
  readonly by:
    | { readonly kind: 'test' }
    | { readonly kind: 'bench' | 'command'; readonly run: string }
    | { readonly kind: 'review'; readonly where: string };
}

/** Rows by id. Ids are `area.name`, lower case, with dots and dashes. */
export type Requirements = Readonly<Record<string, Requirement>>;

/** The common case. */
export function tested(source: string, statement: string): Requirement {
  return { source, statement, by: { kind: 'test' } };
}
