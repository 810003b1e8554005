/** What the composed house offers to the doors around it. A file of its own, so that its rooms can name it. */
import type { Clock, Logger } from '@remit/core';
import type { ApprovalDesk, Gateway, ScopeInForce } from '@remit/gateway';
import type { Anchoring, Ledger, WitnessWatch } from '@remit/ledger';
import type { Registry } from '@remit/registry';
import type { Config } from '../config/load.ts';
import type { ErasureDesk } from './erasure/desk-types.ts';
import type { EvidenceRunner } from './evidence/runner.ts';
import type { Ingestion } from './ingest/ingestion.ts';
import type { LlmRoom } from './llm/llm-room.ts';
import type { CallTallies } from './metrics/call-tallies.ts';
import type { ModelTallies } from './metrics/model-tallies.ts';
import type { Periods } from './periods/periods.ts';
import type { ReportScheduler } from './reports/report-scheduler.ts';
import type { Tracing } from './tracing/tracing.ts';

/** The parts of one running installation. */
export interface House {
  /** The configuration in force. */
  readonly config: Config;
  /** Puts another one in force: where servers run, how long an approval may take, what is logged. See reload.ts. */
  reconfigure(config: Config): void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ledger: Ledger;
  /** How far witnesses have come. */
  readonly witnessWatch: WitnessWatch;
  /** Time-stamps over heads of the log. */
  readonly anchors: Anchoring;
  readonly registry: Registry;
  readonly gateway: Gateway;
  readonly approvals: ApprovalDesk;
  /** Undefined when no provider of language models is configured. */
  readonly llm: LlmRoom | undefined;
  readonly evidence: EvidenceRunner;
  readonly ingestion: Ingestion;
  readonly erasure: ErasureDesk;
  readonly periods: Periods;
  /** Packs on a calendar. They are made only where a server runs and starts it. */
  readonly reports: ReportScheduler;
  readonly tallies: CallTallies;
  readonly modelTallies: ModelTallies;
  /** Undefined when no traces are sent. */
  readonly tracing: Tracing | undefined;
  scopesInForce(): readonly ScopeInForce[];
  /** Reference of a person from the vault; undefined when erased. */
  personOf(handle: string): string | undefined;
  /** Finishes what runs, flushes counters, seals the head, stops the children, releases the lock. */
  close(): Promise<void>;
}
