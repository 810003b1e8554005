/** What ending one log and beginning the next takes and gives. */
import type { LedgerDeps } from '../types.ts';
import type { RollIntent } from './roll-intent.ts';

/** What a roll needs. `origin` of the deps: the log that ends. */
export interface RollDeps extends LedgerDeps {
  readonly next: string;
  readonly why: RollIntent['why'];
  /** Handle of whoever asked for it. */
  readonly by?: string;
  /** Keeps the origin of the data folder, durably. May be called twice. */
  readonly keepOrigin: (origin: string) => void;
}

/** The two logs. */
export interface Rolled {
  readonly from: { readonly origin: string; readonly size: number; readonly dir: string };
  readonly to: { readonly origin: string; readonly vkey: string; readonly carried: number };
}

/** What is known of the new log once it stands. */
export interface Begun {
  readonly vkey: string;
  readonly carried: number;
}
