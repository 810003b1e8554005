/** The population a sample can be drawn from: queries in words, parameters, counts and how they reconcile. */
import type { DecisionTrace } from '@remit/record';
import type { Decision } from './calls.ts';
import { closureOf, finalDecision, letThrough } from './calls.ts';
import { listRoot, verdictLeaves } from './integrity-files.ts';
import { countTypes } from './log-view.ts';
import { since } from './rules.ts';
import type { Study } from './study.ts';
import type { Tally } from './tally.ts';
import { sorted, tally } from './tally.ts';

/** Counts of a report. */
export interface Population {
  readonly schema: 'remit.population/1';
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly queries: readonly { readonly id: string; readonly text: string; readonly counts: Tally }[];
  readonly reconciliation: readonly {
    readonly says: string;
    readonly left: number;
    readonly right: number;
    readonly holds: boolean;
  }[];
  readonly verdictList: { readonly size: number; readonly root: string; readonly leaf: string };
  readonly sampling: string;
}

/** Counts the population of a study. */
export function populationOf(study: Study, traces: readonly DecisionTrace[]): Population {
  const { inputs } = study.core;
  const { calls, inPeriod, otherSystems, notAttributable } = study.selection;
  const through = calls.filter((call) => letThrough(finalDecision(call)));
  const closed = tally(through, closureOf);
  const steps = calls.flatMap((call) => call.decisions);
  return {
    schema: 'remit.population/1',
    parameters: {
      log: inputs.origin,
      size: inputs.size,
      from: inputs.from,
      to: inputs.to,
      runAt: inputs.now,
      system: inputs.system ?? 'all systems',
    },
    queries: [
      { id: 'records', text: 'all records of the log, by type', counts: sorted(countTypes(study.view)) },
      {
        id: 'calls',
        text: 'calls whose first decision lies in [from, to)',
        counts: { inPeriod, inThisReport: calls.length, otherSystems, notAttributable },
      },
      {
        id: 'decisions',
        text: 'decision records of the calls in this report, by result',
        counts: tally(steps, (d) => d.record.pol.dec),
      },
      {
        id: 'in-force',
        text: 'calls by the result of their last decision',
        counts: tally(traces, (t) => t.decision.result),
      },
      {
        id: 'enforcement',
        text: 'calls by whether the last decision was enforced; not enforced: the scope only observes',
        counts: tally(traces, (t) => (t.decision.steps.at(-1)?.enforced === false ? 'not enforced' : 'enforced')),
      },
      {
        id: 'counted-refusals',
        text: 'refusals of rate limits that have no record of their own: the sum of the numbers in pol.errors',
        counts: { refusals: countedRefusals(steps) },
      },
      { id: 'closure', text: 'calls that were let through, by how they ended', counts: closed },
      {
        id: 'effects',
        text: 'calls by observed effect',
        counts: tally(traces, (t) => t.toolCalls[0]?.effect.observed ?? 'unknown'),
      },
      { id: 'verdicts', text: 'calls by retrospective verdict', counts: tally(traces, (t) => t.scopeVerdict.overall) },
      {
        id: 'tools',
        text: 'calls by server and tool',
        counts: tally(traces, (t) => `${t.toolCalls[0]?.server.id ?? ''}/${t.toolCalls[0]?.tool ?? ''}`),
      },
    ],
    reconciliation: [
      row('calls in period = in this report + other systems', inPeriod, calls.length + otherSystems),
      row(
        'let through = with outcome + with gap + open',
        through.length,
        (closed['outcome'] ?? 0) + (closed['gap'] ?? 0) + (closed['open'] ?? 0),
      ),
      row('traces = calls in this report', traces.length, calls.length),
    ],
    verdictList: verdictList(traces),
    sampling: inputs.sample === undefined ? (since(2, study.core.rules) ? NO_SEED : NOT_DRAWN) : DRAWN,
  };
}

const NO_SEED =
  'Not drawn: no auditor gave a seed for this report. 07_traces_index.csv lists the whole population with the path of each proof.';
const NOT_DRAWN =
  'Not drawn in this version. 07_traces_index.csv lists the whole population with the path of each proof.';
const DRAWN = 'Drawn by the seed of the auditor: 13_sampling.json. 07_traces_index.csv lists the whole population.';

/** Size and root of the verdict list. */
export function verdictList(traces: readonly DecisionTrace[]): Population['verdictList'] {
  const leaves = verdictLeaves(
    traces.map(({ traceId, scopeVerdict }) => ({
      traceId,
      verdict: scopeVerdict.overall,
      reasonCodes: scopeVerdict.reasonCodes,
      ...(scopeVerdict.scopeDigest === undefined ? {} : { scope: scopeVerdict.scopeDigest }),
    })),
  );
  return {
    size: leaves.length,
    root: listRoot(leaves),
    leaf: 'RFC 8785 of {reasons, scope?, trace, verdict}, in the order of 07_traces.jsonl',
  };
}

/** Refusals that one record stands for, written by the gateway as `rate-limit.counted=N`. */
function countedRefusals(decisions: readonly Decision[]): number {
  const codes = decisions.flatMap(({ record }) => record.pol.errors ?? []);
  return codes.reduce((sum, code) => sum + Number(/^rate-limit\.counted=(\d{1,9})$/.exec(code)?.[1] ?? 0), 0);
}

function row(says: string, left: number, right: number): Population['reconciliation'][number] {
  return { says, left, right, holds: left === right };
}
