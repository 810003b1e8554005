/** What the administration API sends. Times are RFC 3339. Persons are named only to those entitled. */

import type { ObjectReport } from '@remit/ingest';
import type { Stamped } from './evidence/stamp-head.ts';

export interface KeyView {
  readonly id: string;
  readonly sub: string;
  /** The person's reference from the vault; absent when erased. */
  readonly person?: string;
  readonly agent?: string;
  readonly roles: readonly string[];
  readonly created: string;
  readonly revoked?: string;
}

export interface CreatedKey {
  readonly token: string;
  readonly key: KeyView;
}

export interface PendingView {
  readonly id: string;
  readonly sub: string;
  readonly person?: string;
  readonly agent?: string;
  readonly server: string;
  readonly tool: string;
  readonly rule: string;
  readonly role: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  /** Digest of the one action that an approval releases. */
  readonly action: string;
  /** True when the reader made the call: shown, but not for this person to answer. */
  readonly own: boolean;
  readonly args: unknown;
}

export interface ScopeView {
  readonly id: string;
  readonly sha: string;
  readonly bundleSha: string;
  /** `observe`: nothing is enforced. */
  readonly mode: 'enforce' | 'observe';
  readonly agent: string;
  readonly system: string;
  readonly from: string;
  readonly to: string;
  /** The scope in words, a line each. */
  readonly description: string[];
  readonly warnings: string[];
}

/** Calls by how a scope file would have changed their decision. Decisions are compared before any approval. */
export interface SimulationCounts {
  /** Calls of the scope's agent that a scope decided, or that had none. */
  readonly calls: number;
  readonly same: number;
  readonly newlyDenied: number;
  readonly newlyAllowed: number;
  /** Would wait for a person and did not, or was denied. */
  readonly needsApproval: number;
  /** The arguments were erased or cannot be read. */
  readonly cannotTell: number;
  /** Calls that went through then, enforced or not, and that the file denies. */
  readonly stopped: number;
  /** Calls of other agents: not looked at. */
  readonly otherAgents: number;
  /** Refused for a reason that is not the scope's, such as a rate limit: not looked at. */
  readonly notByScope: number;
}

export interface SimulatedChange {
  /** `server/tool`. */
  readonly tool: string;
  readonly before: string;
  readonly after: string;
  /** Rules of the file that determine the new decision. */
  readonly rules: string;
  readonly effect: string;
  readonly count: number;
  /** Ids of the first 20 decision records. */
  readonly records: readonly string[];
}

export interface SimulationView {
  readonly scope: { readonly id: string; readonly sha: string; readonly agent: string };
  readonly from: string;
  readonly to: string;
  readonly counts: SimulationCounts;
  readonly changes: readonly SimulatedChange[];
  /** What such a look at the past cannot say, a sentence each. */
  readonly limits: readonly string[];
}

export interface DraftView {
  readonly agent: string;
  /** Calls that the draft rests on. */
  readonly calls: number;
  readonly yaml: string;
}

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

/** What a reload changed. Empty lists: nothing. */
export interface ReloadView {
  readonly servers: readonly {
    readonly name: string;
    readonly what: 'server.add' | 'server.remove' | 'server.change';
  }[];
  /** Other keys of the configuration file. */
  readonly settings: readonly string[];
}

export interface BackupView {
  /** True: it holds the keys of persons, so an erasure does not reach it. */
  readonly subjectKeys: boolean;
  readonly origin: string;
  readonly made: string;
  readonly software: string;
  /** Records in the backup. */
  readonly size: number;
  /** Size of the newest checkpoint in it; 0 when there is none. */
  readonly signedSize: number;
}

export interface TraceRow {
  readonly id: string;
  readonly at: string;
  readonly agent: string | undefined;
  readonly server: string;
  readonly tool: string | undefined;
  readonly decision: string;
  /** False: the scope only observed, and the call was forwarded whatever the decision says. */
  readonly enforced: boolean;
  readonly outcome: string;
  readonly verdict: string;
}

export type { Answer, ExplainedField, ReconciledEvent, Reconciliation } from '@remit/evidence';

export interface ReportSummary {
  /** Suggested file name. */
  readonly name: string;
  readonly size: number;
  readonly traces: number;
  readonly in: number;
  readonly out: number;
  readonly indeterminate: number;
  /** One sentence per kind of exception, worst first. */
  readonly exceptions: string[];
  /** What stands in the way of a final report, by reference. */
  readonly open: readonly string[];
  /** Bytes of the pack in the answer; what follows is its redacted variant. */
  readonly bytes: number;
  /** How far time-stamps cover the pack, by authority; absent: none is configured, or the head is an older one. */
  readonly stamped?: readonly Stamped[];
}

/** The list of foreign identities of agents in force. */
export interface DeclaredPeople {
  readonly sha: string;
  readonly record: string;
  /** Handle of the person who declared it. */
  readonly declaredBy: string;
  /** Handles of each person. */
  readonly people: readonly (readonly string[])[];
}

export interface DeclaredAgents {
  readonly sha: string;
  /** Id of the `registry.change` record. */
  readonly record: string;
  readonly agents: readonly {
    readonly agent: string;
    readonly identities: readonly string[];
    /** Server of the log to server of the scope file. */
    readonly servers: Readonly<Record<string, string>>;
  }[];
}

/** What `remit ingest` is told while it waits, a line each. The last line is `done` or `failed`. */
export type IngestLine =
  | { readonly kind: 'repair'; readonly says: string }
  | {
      readonly kind: 'progress';
      readonly object: string;
      readonly bytes: number;
      readonly total: number;
      readonly events: number;
    }
  | { readonly kind: 'object'; readonly report: ObjectReport }
  | { readonly kind: 'refused'; readonly object: string; readonly why: string }
  | { readonly kind: 'done'; readonly summary: IngestSummary };

/** An ingestion in numbers. Objects by what became of them. */
export interface IngestSummary {
  readonly objects: number;
  readonly added: number;
  readonly already: number;
  readonly empty: number;
  readonly unrecognised: number;
  /** Objects that could not be read; see their lines. */
  readonly refused: number;
  readonly events: number;
  readonly duplicates: number;
  readonly unparsed: number;
  /** Ids of the new ingest.batch records. */
  readonly batches: readonly string[];
  /** New batches by what the vendor's own protection of their object was worth. */
  readonly integrity: Readonly<Record<string, number>>;
}

export type { ObjectReport } from '@remit/ingest';

/** A list of budgets that was put in force. */
export interface DeclaredBudgetList {
  readonly sha: string;
  readonly record: string;
  readonly limits: readonly string[];
}

/** One account of one limit in its present window. Amounts in the unit; money in nano-USD. */
export interface BudgetView {
  readonly limit: string;
  readonly scope: string;
  readonly account: string;
  readonly window: string;
  readonly unit: string;
  readonly mode: string;
  readonly allowed: number;
  readonly settled: number;
  readonly held: number;
  readonly overrun: number;
  readonly left: number;
  readonly resetsAt?: string;
}
