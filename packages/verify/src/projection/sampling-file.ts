/** 13_sampling.json: the sample of own and foreign traces, with the counts it was drawn from. */
import { fromUtf8 } from '@remit/core';
import type { DecisionTrace, Verdict } from '@remit/record';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf } from '../pack/file-content.ts';
import type { SampleInput } from './pack-core.ts';
import type { Population } from './population.ts';
import type { SampleUnit } from './sampling.ts';
import { drawSample } from './sampling.ts';

/** The file's content. `files`: files of the pack's foreign logs; those of traces are read. */
export function samplingOf(
  population: Population,
  traces: readonly DecisionTrace[],
  files: readonly (readonly [string, FileContent])[],
  input: SampleInput,
): object {
  const { parameters, queries, reconciliation } = population;
  const sample = drawSample(unitsOf(traces, files), input);
  return { schema: 'remit.sampling/1', ...sample, population: { parameters, queries, reconciliation } };
}

function* unitsOf(
  traces: readonly DecisionTrace[],
  files: readonly (readonly [string, FileContent])[],
): Generator<SampleUnit, void, undefined> {
  for (const { traceId, scopeVerdict, decision } of traces) {
    const failOpen =
      decision.steps.at(-1)?.evaluation.status === 'not-evaluated' && decision.result.startsWith('permit');
    yield { id: traceId, verdict: scopeVerdict.overall, failOpen };
  }
  for (const [path, content] of files)
    if (path.startsWith('07_imported_traces-'))
      for (const line of (fromUtf8(bytesOf(content)) ?? '').split('\n')) yield* foreignUnit(line);
}

// A line is canonical JSON of our own. Inside its strings every quotation mark is escaped, so that neither pattern can
// match within a name that a foreign log chose; parsing a million lines would take the time of the whole report.
const ID = /"traceId":"([^"\\]+)"/;
const OVERALL = /"overall":"(in|out|indeterminate)"/;

function* foreignUnit(line: string): Generator<SampleUnit, void, undefined> {
  const id = ID.exec(line)?.[1];
  const verdict = OVERALL.exec(line)?.[1];
  // The pattern allows only the three words of Verdict.
  if (id !== undefined && verdict !== undefined) yield { id, verdict: verdict as Verdict, failOpen: false };
}
