/** Everything that the derived files are computed from, read once from the material of a pack. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Act, RecordOf } from '@remit/record';
import { keepParsed, timeOf } from '../log/located.ts';
import type { Call, Calls, Decision } from './calls.ts';
import { finalDecision, groupCalls } from './calls.ts';
import type { ContextEvidence } from './contexts.ts';
import { contextOf } from './contexts.ts';
import type { ErasureBook } from './erasures.ts';
import { readErasures } from './erasures.ts';
import type { KeyHistory } from './identity.ts';
import { readKeyHistory } from './identity.ts';
import type { Located, LogView, UnreadableEntry } from './log-view.ts';
import { countTypes, readLog, recordsOf } from './log-view.ts';
import type { ModelJoins } from './model-joins.ts';
import { joinModels } from './model-joins.ts';
import type { PackCore } from './pack-core.ts';
import type { ScopeShelf } from './scope-shelf.ts';
import { createScopeShelf } from './scope-shelf.ts';
import type { SequenceFinding } from './sequences.ts';
import { sequenceFindings } from './sequences.ts';
import type { CallVerdict } from './verdict.ts';
import { judgeCall } from './verdict.ts';

/** How the calls of the period relate to the system that the report is about. */
export interface Selection {
  /** The calls that the report is about, in log order. */
  readonly calls: readonly Call[];
  /** Calls in the period, whatever the system. */
  readonly inPeriod: number;
  /** Calls in the period under a scope of another system: left out. */
  readonly otherSystems: number;
  /** Calls in the period whose decision leads to no readable scope: kept, since leaving them out would hide them. */
  readonly notAttributable: number;
}

/** The material with its first readings. */
export interface Study {
  readonly core: PackCore;
  readonly view: LogView;
  readonly calls: Calls;
  readonly shelf: ScopeShelf;
  readonly sequences: readonly SequenceFinding[];
  readonly selection: Selection;
  /** Contexts of the decisions in the report, by record id. */
  readonly contexts: ReadonlyMap<string, ContextEvidence>;
  /** What was erased with authorisation. */
  readonly erasures: ErasureBook;
  /** Verdict of each call in the report. */
  readonly verdicts: ReadonlyMap<Call, CallVerdict>;
  /** What models chose, joined to the calls that came of it. */
  readonly modelJoins: ModelJoins;
  /** First tool.define record of each definition, by {@link definitionKey}. */
  readonly toolDefinitions: ReadonlyMap<string, Located<RecordOf<'tool.define'>>>;
  readonly keys: KeyHistory;
}

/** Reads the material. Fails when an entry is not a record. */
export function studyCore(core: PackCore): Result<Study, readonly UnreadableEntry[]> {
  const view = readLog(core.entries, core.known);
  return view.ok ? ok(studyLog(view.value, core)) : err(view.error);
}

/** Studies a log that has been read. `view` holds the records of `core.entries`. */
export function studyLog(view: LogView, core: PackCore): Study {
  const calls = groupCalls(view);
  const shelf = createScopeShelf(view, core.blobs);
  const selection = selectCalls(calls.calls, core, shelf);
  const decisions = selection.calls.flatMap((call) => call.decisions);
  const erasures = readErasures(view);
  let verdicts: Study['verdicts'] | undefined;
  const contexts = new Map(
    decisions.map((decision) => [decision.record.id, contextOf(decision, core.disclosures, erasures)]),
  );
  return {
    core,
    view,
    calls,
    shelf,
    sequences: sequenceFindings(view),
    selection,
    contexts,
    erasures,
    // Decisions are run again when someone asks for a verdict: whether the log is whole does not wait for that.
    get verdicts() {
      verdicts ??= new Map(selection.calls.map((call) => [call, judgeCall(call, { shelf, contexts })]));
      return verdicts;
    },
    // Without a request to a model there is nothing to join, and no call is looked into for it.
    modelJoins: joinModels(view.columns.facts.some(({ type }) => type === 'llm.decision') ? calls.calls : []),
    toolDefinitions: definitionsOf(view),
    keys: readKeyHistory(view),
  };
}

/** True when a record's time lies in the period of the report. Timestamps have one format: text order is time order. */
export function inPeriod(ts: string, core: PackCore): boolean {
  return ts >= core.inputs.from && ts < core.inputs.to;
}

function selectCalls(calls: readonly Call[], core: PackCore, shelf: ScopeShelf): Selection {
  const ofPeriod = calls.filter((call) => inPeriod(timeOf(call.decisions[0]), core));
  const { system } = core.inputs;
  const kept: Call[] = [];
  let otherSystems = 0;
  let notAttributable = 0;
  for (const call of ofPeriod) {
    const of = systemOf(call, shelf);
    if (of === undefined) notAttributable += 1;
    if (system === undefined || of === undefined || of === system) kept.push(keepCall(call));
    else otherSystems += 1;
  }
  return { calls: kept, inPeriod: ofPeriod.length, otherSystems, notAttributable };
}

/** How many records of the log lie in the period. */
export function recordsInPeriod({ view, core }: Study): number {
  const counts = countTypes(view, (time) => inPeriod(time, core));
  return [...counts.values()].reduce((sum, n) => sum + n, 0);
}

/** A call that the report looks into again and again. */
function keepCall(call: Call): Call {
  for (const part of [call.decisions, call.approvals, call.extraOutcomes, call.gaps]) part.forEach(keepParsed);
  if (call.outcome !== undefined) keepParsed(call.outcome);
  return call;
}

/** Id of the system whose scope the call's decision cites; undefined when no readable scope is cited. */
export function systemOf(call: Call, shelf: ScopeShelf): string | undefined {
  const { scope } = finalDecision(call).record;
  const shelved = scope === undefined ? undefined : shelf.get(scope.sha);
  return shelved?.kind === 'ready' ? shelved.compiled.systemId : undefined;
}

function definitionsOf(view: LogView): Map<string, Located<RecordOf<'tool.define'>>> {
  const found = new Map<string, Located<RecordOf<'tool.define'>>>();
  for (const located of recordsOf(view, 'tool.define')) {
    const key = definitionKey(located.record.act);
    if (key !== undefined && !found.has(key)) found.set(key, located);
  }
  return found;
}

/** Server, tool and digest of a definition as one key; undefined when the act names no definition. */
export function definitionKey(act: Act): string | undefined {
  return act.tool_sha === undefined ? undefined : `${act.srv}\n${act.tool ?? ''}\n${act.tool_sha}`;
}

/** What the context of a decision is worth. Throws for a decision that is not in the report. */
export function evidenceOf(decision: Decision, study: Study): ContextEvidence {
  const evidence = study.contexts.get(decision.record.id);
  if (evidence === undefined) throw new TypeError(`decision ${decision.index} is not in the report`);
  return evidence;
}

/** The verdict of a call. Throws for a call that is not in the report. */
export function verdictOf(call: Call, study: Study): CallVerdict {
  const verdict = study.verdicts.get(call);
  if (verdict === undefined) throw new TypeError(`call ${call.decisions[0].index} is not in the report`);
  return verdict;
}
