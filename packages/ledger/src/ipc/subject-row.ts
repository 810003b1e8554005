/** A new person, sealed by the writer. Stored with the record that first names the handle. */
export interface SubjectRow {
  readonly handle: string;
  readonly kind: string;
  /** The reference, sealed under the person's key. */
  readonly reference: Uint8Array;
  /** The person's key, wrapped by the vault key. */
  readonly key: Uint8Array;
}
