/** What the administration API sends. Times are RFC 3339. Persons are named only to those entitled. */

export type { Answer, ExplainedField, ReconciledEvent, Reconciliation } from '@remit/evidence';
export type { ObjectReport } from '@remit/ingest';
export type { CreatedKey, KeyView, PendingView } from './views/caller-views.ts';
export type { BudgetView, DeclaredAgents, DeclaredBudgetList, DeclaredPeople } from './views/declared-views.ts';
export type { ReportSummary, TraceRow } from './views/evidence-views.ts';
export type { IngestLine, IngestSummary } from './views/ingest-views.ts';
export type { CheckView, HeadView, LedgerStatusView } from './views/ledger-views.ts';
export type { BackupView, ReloadView } from './views/operation-views.ts';
export type { DraftView, ScopeView, SimulatedChange, SimulationCounts, SimulationView } from './views/scope-views.ts';
