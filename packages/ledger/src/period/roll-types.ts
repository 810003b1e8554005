/** What ending one log and beginning the next takes and gives. */
import type { Result } from '@remit/core';
import type { LedgerDeps } from '../types.ts';
import type { RollIntent } from './roll-intent.ts';
import type { LogPlace } from './roll-records.ts';

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

/** The places of one roll. Everything may be called again after a crash. */
export interface RollPlaces {
  /** The log that ends, where it is now. */
  old(): LogPlace;
  readonly next: LogPlace;
  /** The ended log, once all is done. */
  readonly ended: LogPlace;
  /** True: the rows of the new log are in their place; only folders may be left to move. */
  whole(): Promise<boolean>;
  /** Makes the rows of the new log, with the persons of the old one. */
  prepare(): Promise<Result<undefined, string>>;
  /** Puts rows in their places, where that is not done by moving folders. The error says who is in the way. */
  swapRows(): Promise<Result<undefined, string>>;
}
