/** The entries of a log, wherever they are held. An array is such a list. */
export interface EntryList extends Iterable<Uint8Array> {
  readonly length: number;
  /** Undefined from `length` on. Never asked for a negative index. */
  at(index: number): Uint8Array | undefined;
}
