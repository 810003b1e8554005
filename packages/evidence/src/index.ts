export type { BuiltPack, PackInput } from './build-pack.ts';
export { buildPack } from './build-pack.ts';
export type { EvidenceErrorCode } from './errors.ts';
export { evidenceErrors } from './errors.ts';
export type { ReportInput } from './gather.ts';
export type { VerdictSummary } from './verdict-summary.ts';
export { scopeVerdictDraft } from './verdict-summary.ts';
export { zipPack } from './zip-pack.ts';
