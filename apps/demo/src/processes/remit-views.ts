/** The parts of the product's JSON answers that the demo reads. */

/** remit init */
export interface InitView {
  readonly token: string;
  readonly origin: string;
  readonly vkey: string;
}

/** remit key create */
export interface CreatedKeyView {
  readonly token: string;
  readonly key: { readonly id: string };
}

/** remit scope declare */
export interface ScopeView {
  readonly id: string;
  readonly sha: string;
  readonly agent: string;
}

/** One of remit pending. */
export interface PendingView {
  readonly id: string;
  readonly server: string;
  readonly tool: string;
  readonly rule: string;
  readonly reason: string;
  readonly args: unknown;
}

/** remit ledger head */
export interface HeadView {
  readonly size: number;
  readonly signedSize: number;
  readonly witnessedSize: number;
}

/** remit report */
export interface ReportView {
  readonly path: string;
  readonly size: number;
  readonly traces: number;
  readonly exceptions: readonly string[];
}
