/** Shapes of the compiled data (data.gen.ts). The YAML files under data/ are the source. */
import type { CatalogueExceptionKind, EvidenceCount } from './counts.ts';
import type { Ceiling } from './status.ts';

/** Version of the law that an assessment is made under. */
export type LawVersion = '32024R1689@2024-07-12' | '32024R1689@2026-07-27';

/** How well a sentence of the catalogue is supported: read in the primary text, in a transcription, or recalled. */
export type SourceStatus = 'verified' | 'secondary' | 'unverified';

/** What kind of system or deployer a row concerns. The system card says which hold. */
export type RiskClass =
  | 'any'
  | 'high-risk'
  | 'not-high-risk'
  | 'annexIII'
  | 'annexIII.1a'
  | 'annexI'
  | 'art50'
  | 'financial-institution'
  | 'public-deployer'
  | 'workplace'
  | 'fria'
  | 'post-remote-biometric'
  | 'restricted-register'
  | 'critical-infrastructure';

/** A date from which something applies, for one class of systems. */
export interface AppliesDate {
  readonly for: 'annexIII' | 'annexI' | 'any';
  /** YYYY-MM-DD. */
  readonly from: string;
}

/** Both readings of when a row applies. They are shown, never resolved. */
export interface AppliesFrom {
  readonly reading_a: readonly AppliesDate[];
  readonly reading_b: readonly AppliesDate[];
  readonly note: string;
}

/** Which counts and exceptions of a report feed a row. `needs` empty: this version records nothing for it. */
export interface EvidenceQuery {
  /** Each must be measured and above zero before the row has evidence. */
  readonly needs: readonly EvidenceCount[];
  /** Printed beside them. */
  readonly shows: readonly EvidenceCount[];
  readonly exceptions: readonly CatalogueExceptionKind[];
}

/** What a person attests. */
export interface AttestationNeed {
  readonly of: string;
  readonly by: 'provider' | 'deployer' | 'operator';
}

/** One row as it stands in the data. */
export interface CatalogueDataRow {
  readonly id: string;
  /** Citations such as `12(2)(a)`. */
  readonly cites: readonly string[];
  readonly binds: readonly ('provider' | 'deployer')[];
  readonly class: RiskClass;
  /** The duty in our words. Never a quotation. */
  readonly text: string;
  readonly ceiling: Ceiling;
  readonly query: EvidenceQuery;
  /** Absent exactly when the ceiling is E. */
  readonly attest?: AttestationNeed;
  readonly regime: string;
  readonly versions: readonly LawVersion[];
  readonly sourceStatus: SourceStatus;
}

/** law.yaml. */
export interface LawData {
  readonly act: string;
  readonly current: LawVersion;
  readonly versions: Readonly<Record<LawVersion, { says: string; source_status: SourceStatus; text: string }>>;
  readonly regimes: Readonly<Record<string, { readonly parts: string } & Readonly<Record<LawVersion, AppliesFrom>>>>;
  readonly amendments: readonly {
    readonly cite: string;
    readonly what: 'deleted' | 'replaced' | 'inserted';
    readonly says: string;
    readonly source_status: SourceStatus;
  }[];
}

/** One block of Annex IV. `human`: needs a person whatever else is there. */
export interface AnnexBlockRow {
  readonly ref: string;
  readonly title: string;
  readonly observed: readonly string[];
  readonly card: readonly string[];
  readonly documents: readonly string[];
  readonly human: boolean;
}

/** One item of Annex VIII with its original number. */
export interface RegistrationRow {
  readonly section: 'A' | 'B' | 'C';
  readonly number: number;
  readonly title: string;
  readonly card: readonly string[];
  readonly observed?: readonly string[];
  readonly documents?: readonly string[];
  readonly public_review?: boolean;
  readonly restricted?: boolean;
  readonly optional?: boolean;
  readonly deleted_by?: string;
}

/** Citations that exist: `12(2)(a)`, `Annex IV 1(a)`. `added`: what a later version inserted. */
export interface CitationIndex {
  readonly published: readonly string[];
  readonly added: Readonly<Record<string, readonly string[]>>;
}
