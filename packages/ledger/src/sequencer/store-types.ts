/** What a sequencer works on, wherever its rows lie. */
import type { VaultOrder } from '../vault/vault-work.ts';
import type { EntryStore } from './entry-store.ts';

/** The open store. */
export interface OpenStore {
  readonly store: EntryStore;
  /** Fencing token for the signer; 0 where a lock of the operating system does its work. */
  readonly epoch: number;
  /** Resolves with the reason when somebody else may write now. Never with SQLite. */
  readonly lost: Promise<string>;
  vault(order: VaultOrder): Promise<void>;
  /** Leaves everything as it is: it may be evidence. */
  leave(): void;
  /** Closes it for the next start. */
  close(): Promise<void>;
}

/** `refused`: final, the wrong log or version. `held`: another sequencer works on it. */
export type NoStore =
  | { readonly kind: 'refused'; readonly by: 'origin' | 'version'; readonly reason: string }
  | { readonly kind: 'held'; readonly reason: string };
