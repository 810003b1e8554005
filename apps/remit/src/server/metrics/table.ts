/** Every metric of Remit's own: what `/metrics` offers and what docs/reference/metrics.md says, from one table. */

/** One metric. Labels take values of fixed sets or names from the configuration: never what a caller sent, never a person. */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Label names, each with what it may say. */
  readonly labels: Readonly<Record<string, string>>;
}

const SERVER = 'configured name of the server; `other` for any other name that was called';
const SCOPE = 'id of the scope in force';
const ACCOUNT = 'configured name of the provider account';
const ANCHOR = 'configured name of the time-stamp authority';
const WITNESS = 'configured name of the witness';

export const METRICS = {
  remit_build_info: { type: 'gauge', help: 'Always 1.', labels: { version: 'version of Remit' } },
  remit_step_duration_seconds: {
    type: 'histogram',
    help: 'Time of one step of the request path, waiting included. Its count is the rate of the step.',
    labels: { step: 'name of the step, as in ARCHITECTURE.md' },
  },
  remit_step_stops_total: {
    type: 'counter',
    help: 'Calls that left the request path at a step.',
    labels: { step: 'name of the step', code: 'reason code; `policy.denied` when the scope alone explains it' },
  },
  remit_calls_total: {
    type: 'counter',
    help: 'Answered calls of tools.',
    labels: {
      server: SERVER,
      decision: '`permit`, `permit_with_conditions`, `deny`, `deny_not_enforced`; `none`: it could not be recorded',
      outcome: '`executed`, `errored`, `unknown`, `refused`, `not_forwarded`, `unavailable`',
    },
  },
  remit_model_requests_total: {
    type: 'counter',
    help: 'Requests sent to models, retries and fallbacks included.',
    labels: {
      scope: SCOPE,
      provider: ACCOUNT,
      outcome: '`executed`, `errored`, `unknown`, `refused`: nothing was sent',
    },
  },
  remit_model_tokens_total: {
    type: 'counter',
    help: 'Tokens as providers count them.',
    labels: {
      scope: SCOPE,
      provider: ACCOUNT,
      kind: '`input`, those of a cache included; `cached`, of them from a cache; `output`',
    },
  },
  remit_model_settled_nanousd_total: {
    type: 'counter',
    help: 'What was settled, in billionths of a dollar: by usage, or by the bound where usage is not known.',
    labels: { scope: SCOPE, provider: ACCOUNT },
  },
  remit_model_refusals_total: {
    type: 'counter',
    help: 'Requests to models that were not sent.',
    labels: { scope: `${SCOPE}; \`none\` before one was asked`, code: 'code of the error that the caller got' },
  },
  remit_model_first_byte_seconds: {
    type: 'histogram',
    help: 'Time from sending a request to a model to the first byte of its answer.',
    labels: { scope: SCOPE, provider: ACCOUNT },
  },
  remit_auth_rejects_total: {
    type: 'counter',
    help: 'Requests turned away before they became calls.',
    labels: {
      reason:
        '`missing`, `malformed`, `unknown`, `revoked` of keys; `host.refused`, `session.foreign`, `session.unknown`, `request.malformed`, `request.too-large`',
    },
  },
  remit_ledger_records: { type: 'gauge', help: 'Durable records of the log.', labels: {} },
  remit_ledger_lag_records: {
    type: 'gauge',
    help: 'Durable records beyond the newest published checkpoint. Grows without end when nothing can be signed.',
    labels: {},
  },
  remit_ledger_outstanding_records: {
    type: 'gauge',
    help: 'Records handed over and not known to be durable.',
    labels: {},
  },
  remit_ledger_ready: { type: 'gauge', help: '1 when a record could be made durable now.', labels: {} },
  remit_signer_state: {
    type: 'gauge',
    help: '1 for the state that the signer is in. `refused` is final: the stored log is not the one that it knows.',
    labels: { state: '`ok`, `down`, `refused`' },
  },
  remit_witness_lag_records: {
    type: 'gauge',
    help: 'Signed records beyond what the witness has cosigned since this process started.',
    labels: { witness: WITNESS },
  },
  remit_witness_quorum_lag_records: {
    type: 'gauge',
    help: 'Durable records that no quorum of witnesses vouches for.',
    labels: {},
  },
  remit_witness_quorum_lag_seconds: {
    type: 'gauge',
    help: 'Age of the oldest record that no quorum of witnesses vouches for; 0 when there is none. Alert on it.',
    labels: {},
  },
  remit_anchor_lag_records: {
    type: 'gauge',
    help: 'Signed records beyond the newest head that the authority has time-stamped.',
    labels: { anchor: ANCHOR },
  },
  remit_anchor_last_timestamp_seconds: {
    type: 'gauge',
    help: 'Time in the newest token of the authority, seconds since the epoch; no line before the first.',
    labels: { anchor: ANCHOR },
  },
  remit_anchor_state: {
    type: 'gauge',
    help: '1 for the state of the authority. `failing`: the last attempt gave no token.',
    labels: { anchor: ANCHOR, state: '`ok`, `failing`' },
  },
  remit_witness_state: {
    type: 'gauge',
    help: '1 for the state of the witness. `conflict`: it holds a log that this one does not continue.',
    labels: { witness: WITNESS, state: '`ok`, `behind`, `conflict`' },
  },
  remit_upstream_connections: {
    type: 'gauge',
    help: 'Connections to a server. `paused`: not tried again for a while, after failures.',
    labels: { server: 'configured name of the server', state: '`idle`, `connected`, `connecting`, `paused`' },
  },
  remit_upstream_tools: {
    type: 'gauge',
    help: 'Tools in the newest list of a server; no line before the first list.',
    labels: { server: 'configured name of the server' },
  },
  remit_scheduled_reports_total: {
    type: 'counter',
    help: 'Packs of the reports on a calendar. `skipped`: times that got none because too many spans had ended.',
    labels: { report: 'configured name of the report', result: '`made`, `failed`: one attempt, `skipped`' },
  },
  remit_scheduled_report_overdue_seconds: {
    type: 'gauge',
    help: 'Since when the pack of a span is due and not there; 0 while nothing is due. Grows while attempts fail.',
    labels: { report: 'configured name of the report' },
  },
  remit_trace_spans_total: {
    type: 'counter',
    help: 'Spans of traces; no line when no traces are sent. What ended and was neither sent nor failed waits or was lost.',
    labels: { state: '`ended`, `sent`, `failed`: the collector did not take them' },
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof METRICS;

/** Upper bounds of the histogram, seconds: from a decision in memory to a person who thinks. */
export const STEP_BUCKETS: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 300,
];
