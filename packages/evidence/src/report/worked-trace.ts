/** A decision trace drawn as a diagram, and its fields with the record that each was read from (compliance reference §13, point 13). */
import { toBase64Url } from '@remit/core';
import type { DecisionTrace } from '@remit/record';
import { leafHash } from '@remit/tlog';
import type { Call, Study } from '@remit/verify';
import { explainFields } from '../explain.ts';
import type { Block, Cell, Diagram, DiagramBox } from './blocks.ts';
import type { ModelSteps } from './model-steps.ts';
import { modelSteps } from './model-steps.ts';
import { cellOf } from './value-blocks.ts';

type Step = Diagram['steps'][number];

/** Heading, diagram and table of fields. */
export function workedTrace(trace: DecisionTrace, study: Study): Block[] {
  const call = callOf(trace, study);
  const diagram = traceDiagram(trace, call === undefined ? undefined : modelSteps(call, study, unknownModel(trace)));
  return [
    { kind: 'heading', level: 2, text: `Trace ${trace.traceId}` },
    { kind: 'diagram', diagram },
    {
      kind: 'table',
      table: {
        caption: `Fields of trace ${trace.traceId} and the records they were read from`,
        head: ['Field', 'Value', 'Record and path', 'Leaf hash of the record'],
        widths: [6, 7, 7, 9],
        rows: fieldRows(trace, study),
      },
    },
    ...custody(trace),
  ];
}

/**
 * The four facts of a trace, from what was declared to what a later look says. `model`: what a model had to do with it;
 * its boxes stand where they belong in time.
 */
function traceDiagram(trace: DecisionTrace, model?: ModelSteps): Diagram {
  const decisions = decisionSteps(trace).map((step, n) =>
    n === 0 && model?.asked !== undefined ? { ...step, label: model.asked } : step,
  );
  // What came of a request to a model is its answer, which has a box of its own.
  const effect = trace.model === undefined || trace.outcome === undefined ? [effectStep(trace)] : [];
  const steps: Step[] = [
    scopeStep(trace),
    ...(model?.before ?? []),
    ...decisions,
    ...effect,
    ...(model?.after ?? []),
    verdictStep(trace),
  ];
  const alt = steps.map(({ box, label }, n) => `${n === 0 ? '' : `${label}: `}${box.kind}, ${box.title}`).join('. ');
  const title =
    model === undefined || (model.before.length === 0 && model.after.length === 0)
      ? 'From declared scope to verdict'
      : 'From the model to the effect';
  return { title: `${title}: ${trace.decision.chosen}`, alt, steps };
}

/** Why the model behind a call is not known, when the agent uses models. */
function unknownModel({ absent }: DecisionTrace): string | undefined {
  const said = absent['model'];
  return said?.startsWith('unknown: ') === true ? said : undefined;
}

function box(tone: DiagramBox['tone'], kind: string, title: string, lines: readonly string[], label: string): Step {
  return { box: { tone, kind, title, lines }, label };
}

function scopeStep({ declaredScope: scope }: DecisionTrace): Step {
  if (scope === undefined)
    return box('declared', 'Declared scope', 'none', ['The decision cites no readable scope.'], '');
  const by =
    scope.approvedBy === undefined
      ? []
      : [`declared by ${scope.declaredBy ?? 'nobody named'}, approved by ${scope.approvedBy}`];
  const mode = scope.mode === 'observe' ? ['observes only: nothing is stopped'] : [];
  return box('declared', 'Declared scope', scope.id, [`file ${scope.digest}`, ...by, ...mode], '');
}

function decisionSteps({ decision, oversight }: DecisionTrace): Step[] {
  return decision.steps.flatMap((step, n) => {
    const act = n === 0 ? undefined : oversight[n - 1];
    const approval =
      act === undefined
        ? []
        : [
            box(
              'oversight',
              'Person',
              act.decision,
              [`${act.decidedAt}, role ${act.role ?? 'not recorded'}, record ${act.record.index}`],
              'asked a person',
            ),
          ];
    const rules = step.rules.length === 0 ? 'no rule' : step.rules.join(', ');
    const enforced = step.enforced === false ? ['not enforced: the scope only observes'] : [];
    const lines = [
      `${step.at}, record ${step.record.index}, ${step.evaluation.status}, ${rules}`,
      ...step.evaluation.errors,
      ...enforced,
    ];
    return [...approval, box('decision', 'Decision', step.result, lines, n === 0 ? 'decided under' : 'decided again')];
  });
}

function effectStep({ toolCalls, outcome }: DecisionTrace): Step {
  const call = toolCalls[0];
  const record = outcome === undefined ? [] : [`${outcome.at}, record ${outcome.record.index}`];
  const lines = [
    `effect seen from here: ${call?.effect.observed ?? 'unknown'} (${call?.effect.basis ?? 'no basis'})`,
    ...record,
  ];
  return box('effect', 'Observed', call?.status ?? 'open', lines, 'then');
}

function verdictStep({ scopeVerdict: verdict, agreement }: DecisionTrace): Step {
  const reasons = verdict.reasonCodes.length === 0 ? [] : [`reasons: ${verdict.reasonCodes.join(', ')}`];
  return box(
    'verdict',
    'Verdict',
    verdict.overall,
    [...reasons, `against the decision: ${agreement.verdictVsDecision}`],
    'looked at again when this report was made',
  );
}

function callOf({ traceId }: DecisionTrace, study: Study): Call | undefined {
  return study.selection.calls.find(({ decisions }) => decisions[0].record.id === traceId);
}

function fieldRows(trace: DecisionTrace, study: Study): Cell[][] {
  const call = callOf(trace, study);
  if (call === undefined) return [];
  return explainFields({ trace, call }).flatMap(({ field, value, record }): Cell[][] => {
    if (record === undefined) return [];
    const entry = study.core.entries.at(record.index);
    const leaf = entry === undefined ? '' : toBase64Url(leafHash(entry));
    return [[field, cellOf(value), `${record.type} ${record.index}, ${record.path}`, { code: leaf }]];
  });
}

function custody({ custody: { links, proof } }: DecisionTrace): Block[] {
  const rows = links.map((link): Cell[] => [
    link.relation,
    link.status,
    link.assertedBy === undefined ? link.method : `${link.method}; asserted by ${link.assertedBy}`,
  ]);
  return [
    {
      kind: 'table',
      table: { caption: 'Links of custody', head: ['Relation', 'Status', 'By what'], widths: [2, 1, 5], rows },
    },
    { kind: 'text', text: `Inclusion proof: ${proof}.` },
  ];
}
