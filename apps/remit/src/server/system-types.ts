/** What the administration API sends about systems, attestations and annexes. */
import type { RiskClass } from '@remit/catalogue';

export type { AnnexDocument, SystemView } from '@remit/evidence';

/** A card that was just declared. */
export interface DeclaredCard {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly sha: string;
  /** Id of the `registry.change` record. */
  readonly record: string;
  readonly classes: readonly RiskClass[];
  /** Attestations that were shown another card and no longer count. */
  readonly outdated: number;
}

/** An attestation that was just recorded. */
export interface RecordedAttestation {
  readonly record: string;
  readonly ref: string;
  readonly signed: boolean;
}
