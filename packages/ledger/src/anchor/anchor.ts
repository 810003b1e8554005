/**
 * The one interface for anchors (ledger reference §4.5): somebody outside attests that some bytes existed at a time. The
 * bytes are a head of the log as the log signed it. Further kinds are another file beside rfc3161.ts.
 */
import type { Result } from '@remit/core';

/** What an anchor answered. */
export interface Attested {
  /** What is kept and given to verifiers, as it came. */
  readonly token: Uint8Array;
  /** Time that it attests, milliseconds since the epoch. */
  readonly at: number;
}

/** One place outside. */
export interface Anchor {
  readonly kind: 'rfc3161';
  /** Name in the configuration. */
  readonly name: string;
  /** Asks once. The error says why there is no token, in words; it is then asked again later. */
  attest(bytes: Uint8Array): Promise<Result<Attested, string>>;
  close(): Promise<void>;
}

/** What is configured of an anchor. */
export interface AnchorTarget {
  readonly name: string;
  /** Address of the time-stamp authority (RFC 3161 §3.4). */
  readonly url: string;
  /** Certificate of the authority, or of who issued it, DER: a token that does not hold under it is not taken. */
  readonly certificate?: Uint8Array;
  /** Headers for it, such as its credentials. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How far one anchor has come. Times in milliseconds since the epoch. */
export interface AnchorHead {
  readonly name: string;
  /** Size of the newest head that it attested; 0 when none. */
  readonly size: number;
  /** Time of that token; absent when there is none. */
  readonly at?: number;
  /** `failing`: the last attempt gave no token; it is tried again. */
  readonly state: 'ok' | 'failing';
  readonly reason?: string;
}
