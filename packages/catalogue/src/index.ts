/** Requirements of the EU AI Act as data, and what is computed from them. Pure: no I/O, so that verifiers can bundle it. */

export { annexIvExport } from './annex/annex-iv.ts';
export type {
  AnnexBlock,
  AnnexInput,
  AnnexIvExport,
  AttestedPart,
  BlockTag,
  DeclaredPart,
  LinkedDocument,
} from './annex/annex-iv-types.ts';
export { annexIvMarkdown, annexViiiMarkdown } from './annex/annex-markdown.ts';
export type { AnnexVIIIExport, AnnexVIIISection, RegistrationItem } from './annex/annex-viii.ts';
export { annexViiiExport } from './annex/annex-viii.ts';
export type { CardFinding } from './annex/card-evidence.ts';
export { cardCounts, cardFindings } from './annex/card-evidence.ts';
export type { FactKey, ObservedFact, ObserveQuery } from './annex/observe.ts';
export { observe } from './annex/observe.ts';
export type { ForeignAgent, ForeignEvent, ForeignFacts } from './annex/observe-foreign.ts';
export { createForeignFacts } from './annex/observe-foreign.ts';
export type { DueDocument } from './annex/placeholders.ts';
export { documentPlaceholders, dueDocuments } from './annex/placeholders.ts';
export type { GivenAttestation, ReportEvidence, RowAssessment } from './assess.ts';
export { assess } from './assess.ts';
export type { AskedOf, OpenItem, Placeholder } from './attest/open-items.ts';
export { openItems } from './attest/open-items.ts';
export type { AttestationContext, LeafRecord, ReadAttestation } from './attest/read-attestations.ts';
export { readAttestations, signatureHolds } from './attest/read-attestations.ts';
export type { AttestationSigner } from './attest/sign.ts';
export { attestationSigner } from './attest/sign.ts';
export type { Statement } from './attest/statement.ts';
export { parseStatement, statementText } from './attest/statement.ts';
export type { CardInForce, CardQuery, CardVersion, PlacedRecord } from './card/card-in-force.ts';
export { cardInForce, declaredSystems } from './card/card-in-force.ts';
export { classesOf } from './card/classes.ts';
export type { CardProblem, SystemCard } from './card/parse-card.ts';
export { parseSystemCard } from './card/parse-card.ts';
export type { Catalogue, CatalogueRow } from './catalogue.ts';
export { CURRENT_LAW_VERSION, catalogueDigest, catalogueFor, LAW_VERSIONS } from './catalogue.ts';
export type { ForbiddenClaim } from './claims/find-claims.ts';
export { findForbiddenClaims } from './claims/find-claims.ts';
export type { CatalogueExceptionKind, EvidenceCount } from './counts.ts';
export type { AppliesDate, AppliesFrom, LawVersion, RiskClass, SourceStatus } from './data-types.ts';
export type { LegacyFacts } from './legacy.ts';
export { keptUntil } from './retention.ts';
export type { Ceiling, StatusWord } from './status.ts';
export { STATUS_WORDS, statusMeanings } from './status.ts';
