/** Shapes of the Annex IV export, and what both annexes are made from. Plain JSON. */
import type { ReadAttestation } from '../attest/read-attestations.ts';
import type { DocumentKind } from '../card/card-file.ts';
import type { CardInForce } from '../card/card-in-force.ts';
import type { LawVersion } from '../data-types.ts';
import type { LegacyFacts } from '../legacy.ts';
import type { ObservedFact } from './observe.ts';

/** How a block is filled. */
export type BlockTag = 'observed' | 'declared' | 'attested' | 'linked' | 'MISSING';

/** Text of the system card, with the record that declared it. */
export interface DeclaredPart {
  readonly key: string;
  readonly text: string;
  readonly evidence: readonly string[];
}

/** A document named by its digest. Remit has not read it. */
export interface LinkedDocument {
  readonly kind: DocumentKind;
  readonly title: string;
  readonly sha256: string;
  readonly date: string;
  readonly signedBy?: string;
  readonly url?: string;
  readonly evidence: readonly string[];
}

/** What a person stated about a block, with the state of their signature. */
export interface AttestedPart {
  readonly statement: string;
  readonly as: string;
  readonly at: string;
  readonly state: ReadAttestation['state'];
  readonly evidence: readonly string[];
}

/** One block. `open`: what a person still has to supply; absent when nothing is. */
export interface AnnexBlock {
  readonly ref: string;
  readonly title: string;
  readonly tags: readonly BlockTag[];
  readonly observed: readonly ObservedFact[];
  readonly declared: readonly DeclaredPart[];
  readonly linked: readonly LinkedDocument[];
  readonly attested: readonly AttestedPart[];
  readonly notes: readonly string[];
  readonly open?: string;
}

/** The export. Plain JSON. */
export interface AnnexIvExport {
  readonly schema: 'remit.annex-iv/1';
  readonly notLegalAdvice: string;
  readonly system: string;
  readonly lawVersion: LawVersion;
  readonly madeAt: string;
  readonly card: { readonly sha256: string; readonly record: string } | { readonly absent: string };
  readonly smallEnterpriseForm: string;
  /** Article 111(2): dates and declared changes of design. Absent without a card. */
  readonly legacy?: LegacyFacts;
  readonly keepUntil: string | { readonly absent: string };
  readonly blocks: readonly AnnexBlock[];
  readonly completeness: readonly {
    readonly ref: string;
    readonly tags: readonly BlockTag[];
    readonly open: boolean;
  }[];
  /** SHA-256 of the RFC 8785 text of this export without this member. */
  readonly digest: string;
}

/** What an annex is made from. */
export interface AnnexInput {
  readonly system: string;
  readonly lawVersion: LawVersion;
  /** RFC 3339, the clock of the report. */
  readonly now: string;
  readonly card: CardInForce | undefined;
  readonly facts: readonly ObservedFact[];
  readonly attestations: readonly ReadAttestation[];
}
