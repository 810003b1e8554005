/** The log: its head, who vouches for it, and what a check came to. */

export interface HeadView {
  readonly origin: string;
  readonly vkey: string;
  /** Key that this gateway seals its records with. */
  readonly writerKey?: string;
  /** Durable records. */
  readonly size: number;
  readonly signedSize: number;
  readonly witnessedSize: number;
  readonly signer: string;
  readonly reason?: string;
  /** Newest signed note, with the cosignatures held. */
  readonly checkpoint?: string;
}

/** How the log stands towards those who vouch for it. Ages in milliseconds. */
export interface LedgerStatusView extends HeadView {
  readonly witnesses: readonly {
    readonly name: string;
    readonly size: number;
    readonly state: string;
    readonly reason?: string;
  }[];
  readonly lag: {
    readonly quorumSize: number;
    readonly records: number;
    readonly oldest?: { readonly index: number; readonly at: string };
    readonly ageMs: number;
    readonly late: boolean;
  };
  readonly anchors: readonly {
    readonly name: string;
    readonly size: number;
    readonly at?: number;
    readonly state: string;
    readonly reason?: string;
  }[];
  /** Files of heads that contradict each other, on the server. */
  readonly evidence: readonly string[];
}

export interface CheckView {
  readonly ok: boolean;
  /** What was compared and what came out, a sentence each. */
  readonly says: string[];
}
