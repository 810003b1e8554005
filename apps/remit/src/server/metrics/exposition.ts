/** The text of `/metrics`, in the Prometheus text format 0.0.4. */
import type { Anchoring, Ledger, WitnessWatch } from '@remit/ledger';
import type { McpHandler } from '@remit/mcp';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { VERSION } from '../software.ts';
import type { SpanCounts } from '../tracing/tracing.ts';
import type { CallTallies } from './call-tallies.ts';
import { addFirstByteHistogram } from './first-byte-histogram.ts';
import type { ModelTallies } from './model-tallies.ts';
import { addStepHistogram } from './step-histogram.ts';
import type { MetricName } from './table.ts';
import { METRICS } from './table.ts';

/** The page and its media type. */
export interface MetricsPage {
  readonly contentType: string;
  text(): Promise<string>;
}

/** A line's labels and value. */
type Lines = Iterable<readonly [labels: Readonly<Record<string, string>>, value: number]>;

/** One report on a calendar since the process started. `overdue`: seconds. */
export interface ReportCounts {
  readonly name: string;
  readonly made: number;
  readonly failed: number;
  readonly skipped: number;
  readonly overdue: number;
}

/** What is read when the page is asked for. */
export interface MetricsSources {
  readonly tallies: CallTallies;
  readonly models: Pick<ModelTallies, 'tallies' | 'refusals'>;
  readonly ledger: Pick<Ledger, 'head' | 'outstanding' | 'ready'>;
  readonly witnessWatch: Pick<WitnessWatch, 'lag'>;
  readonly anchors: Pick<Anchoring, 'heads'>;
  readonly upstreams: Pick<McpHandler, 'status'>;
  readonly reports: () => readonly ReportCounts[];
  /** Undefined when no traces are sent. */
  readonly spans: () => SpanCounts | undefined;
}

/** Registers every metric of the table and those of the process. One per process: the library watches its event loop. */
export function createMetricsPage(sources: MetricsSources): MetricsPage {
  const registry = new Registry();
  const lines: Readonly<
    Record<Exclude<MetricName, 'remit_step_duration_seconds' | 'remit_model_first_byte_seconds'>, () => Lines>
  > = {
    remit_build_info: () => [[{ version: VERSION }, 1]],
    ...callLines(sources.tallies),
    ...modelLines(sources.models),
    ...ledgerLines(sources.ledger),
    ...trustLines(sources),
    ...upstreamLines(sources.upstreams),
    ...reportLines(sources.reports),
    remit_trace_spans_total: () =>
      Object.entries(sources.spans() ?? {}).map(([state, n]: [string, number]) => [{ state }, n] as const),
  };
  addStepHistogram(registry, sources.tallies);
  addFirstByteHistogram(registry, sources.models);
  for (const [name, read] of Object.entries(lines)) {
    // The keys of `lines` are names of the table: the type above says so.
    const { type, help, labels } = METRICS[name as keyof typeof lines];
    const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    if (type === 'gauge')
      new Gauge({
        ...options,
        collect() {
          this.reset();
          for (const [at, value] of read()) this.set(at, value);
        },
      });
    else
      new Counter({
        ...options,
        collect() {
          this.reset();
          for (const [at, value] of read()) this.inc(at, value);
        },
      });
  }
  collectDefaultMetrics({ register: registry });
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

function callLines(tallies: CallTallies) {
  return {
    remit_step_stops_total: (): Lines =>
      [...tallies.steps].flatMap(([step, { stops }]) => [...stops].map(([code, n]) => [{ step, code }, n] as const)),
    remit_calls_total: (): Lines =>
      [...tallies.calls()].map(({ server, decision, outcome, n }) => [{ server, decision, outcome }, n] as const),
    remit_auth_rejects_total: (): Lines => [...tallies.rejects].map(([reason, n]) => [{ reason }, n] as const),
  };
}

function modelLines(models: MetricsSources['models']) {
  return {
    remit_model_requests_total: (): Lines =>
      [...models.tallies()].flatMap(({ scope, provider, outcomes }) =>
        [...outcomes].map(([outcome, n]) => [{ scope, provider, outcome }, n] as const),
      ),
    remit_model_tokens_total: (): Lines =>
      [...models.tallies()].flatMap(({ scope, provider, input, cached, output }) =>
        Object.entries({ input, cached, output }).map(([kind, n]) => [{ scope, provider, kind }, n] as const),
      ),
    remit_model_settled_nanousd_total: (): Lines =>
      [...models.tallies()].map(({ scope, provider, nanousd }) => [{ scope, provider }, nanousd] as const),
    remit_model_refusals_total: (): Lines =>
      [...models.refusals()].map(({ scope, code, n }) => [{ scope, code }, n] as const),
  };
}

function ledgerLines(ledger: MetricsSources['ledger']) {
  const one = (value: number): Lines => [[{}, value]];
  return {
    remit_ledger_records: () => one(ledger.head().size),
    remit_ledger_lag_records: () => one(Math.max(0, ledger.head().size - ledger.head().signedSize)),
    remit_ledger_outstanding_records: () => one(ledger.outstanding()),
    remit_ledger_ready: () => one(ledger.ready() ? 1 : 0),
    remit_signer_state: () => states(['ok', 'down', 'refused'], ledger.head().signer, {}),
    remit_witness_lag_records: (): Lines => {
      const { signedSize, witnesses } = ledger.head();
      return witnesses.map(({ name, size }) => [{ witness: name }, Math.max(0, signedSize - size)]);
    },
    remit_witness_state: (): Lines =>
      ledger
        .head()
        .witnesses.flatMap(({ name, state }) => [...states(['ok', 'behind', 'conflict'], state, { witness: name })]),
  };
}

function trustLines({ ledger, witnessWatch, anchors }: MetricsSources) {
  return {
    remit_witness_quorum_lag_records: (): Lines => [[{}, witnessWatch.lag().records]],
    remit_witness_quorum_lag_seconds: (): Lines => [[{}, witnessWatch.lag().ageMs / 1000]],
    remit_anchor_lag_records: (): Lines => {
      const { signedSize } = ledger.head();
      return anchors.heads().map(({ name, size }) => [{ anchor: name }, Math.max(0, signedSize - size)]);
    },
    remit_anchor_last_timestamp_seconds: (): Lines =>
      anchors.heads().flatMap(({ name, at }) => (at === undefined ? [] : [[{ anchor: name }, at / 1000] as const])),
    remit_anchor_state: (): Lines =>
      anchors.heads().flatMap(({ name, state }) => [...states(['ok', 'failing'], state, { anchor: name })]),
  };
}

function upstreamLines(upstreams: MetricsSources['upstreams']) {
  return {
    remit_upstream_connections: (): Lines =>
      upstreams
        .status()
        .flatMap(({ name, connections }) =>
          Object.entries(connections).map(([state, n]) => [{ server: name, state }, n] as const),
        ),
    remit_upstream_tools: (): Lines =>
      upstreams
        .status()
        .flatMap(({ name, tools }) => (tools === undefined ? [] : [[{ server: name }, tools] as const])),
  };
}

function reportLines(reports: MetricsSources['reports']) {
  return {
    remit_scheduled_reports_total: (): Lines =>
      reports().flatMap(({ name, made, failed, skipped }) =>
        Object.entries({ made, failed, skipped }).map(([result, n]) => [{ report: name, result }, n] as const),
      ),
    remit_scheduled_report_overdue_seconds: (): Lines =>
      reports().map(({ name, overdue }) => [{ report: name }, overdue] as const),
  };
}

/** One line for each state, 1 for the present one: a state that goes away does not leave its last value behind. */
function states(all: readonly string[], present: string, labels: Readonly<Record<string, string>>): Lines {
  return all.map((state) => [{ ...labels, state }, state === present ? 1 : 0]);
}
