/** The model's part of a worked trace as boxes: the request, the answer with its choice, and the request that carries the result. */
import type { RecordOf } from '@remit/record';
import type { Call, Study } from '@remit/verify';
import { basisInWords, finalDecision } from '@remit/verify';
import type { Choice } from '../tree/call-links.ts';
import type { Diagram } from './blocks.ts';

type Step = Diagram['steps'][number];

/** Boxes before and after the ones that every trace has. `asked`: the arrow from them to the decision. */
export interface ModelSteps {
  readonly before: readonly Step[];
  readonly asked: string | undefined;
  readonly after: readonly Step[];
}

const NOTHING: ModelSteps = { before: [], asked: undefined, after: [] };
/** Choices of one answer that get a box of their own. */
const MOST_CHOICES = 4;

/** What models have to do with a call. `unknown`: why the model behind it is not known, when the agent has one. */
export function modelSteps(call: Call, { modelJoins }: Study, unknown: string | undefined): ModelSteps {
  if (finalDecision(call).record.t === 'llm.decision')
    return { ...NOTHING, after: answerSteps(call, modelJoins.choices.get(call) ?? []) };
  const choice = modelJoins.chosenBy.get(call);
  if (choice !== undefined) return chosenSteps(choice);
  if (unknown === undefined) return NOTHING;
  return {
    before: [step('Model', 'unknown', [unknown], 'nobody is known to have asked for this')],
    asked: 'decided under the scope all the same',
    after: [],
  };
}

function chosenSteps({ by, tool, id, basis, narrowedBy, resultIn }: Choice): ModelSteps {
  const choice = `chose ${id === undefined ? tool : `${tool}, ${id}`}`;
  return {
    before: [
      step('Request to a model', modelNamed(by), [place(by)], 'the agent asked'),
      step('Answer', answerSays(by), [answerPlace(by), choice], 'verified: the answer names the request as its cause'),
    ],
    asked: `asserted: ${basis === undefined ? 'no basis' : basisInWords({ basis, narrowedBy })}`,
    after: resultIn === undefined ? [] : [nextRequest(resultIn)],
  };
}

function answerSteps(call: Call, choices: readonly Choice[]): Step[] {
  if (call.outcome === undefined) return [];
  const shown = choices.slice(0, MOST_CHOICES);
  const more = choices.length - shown.length;
  const next = [...new Set(choices.flatMap(({ resultIn }) => resultIn ?? []))];
  return [
    step('Answer', answerSays(call), [answerPlace(call)], 'verified: the answer names the request as its cause'),
    ...shown.map(choiceStep),
    ...(more === 0 ? [] : [step('Choices', `${more} more`, ['They stand in the trace.'], 'and')]),
    ...next.slice(0, 1).map(nextRequest),
  ];
}

function choiceStep({ tool, id, call, basis, narrowedBy, ranBy, ambiguous, otherArguments }: Choice): Step {
  const joined =
    call === undefined || basis === undefined
      ? [
          ranBy === 'provider'
            ? 'the provider ran it'
            : ambiguous
              ? 'several calls fit; none is joined'
              : otherArguments
                ? 'in its trace it was called with other arguments; none is joined'
                : 'no call in this log fits',
        ]
      : [`call ${place(call)}`, `asserted: ${basisInWords({ basis, narrowedBy })}`];
  return step('Choice', tool, [...(id === undefined ? [] : [id]), ...joined], 'chose');
}

function nextRequest(request: Call): Step {
  const answered = request.outcome === undefined ? 'no answer in the log' : `answered: ${answerSays(request)}`;
  return step(
    'Next request',
    modelNamed(request),
    [place(request), answered],
    'asserted: it carries the result under the minted id',
  );
}

function step(kind: string, title: string, lines: readonly string[], label: string): Step {
  return { box: { tone: 'model', kind, title, lines }, label };
}

function modelNamed(call: Call): string {
  const { record } = finalDecision(call);
  if (record.t !== 'llm.decision') return '';
  const { req, route, prov, kind, region } = record.model;
  return `${req === route ? req : `${req} -> ${route}`} at ${prov} (${kind}${region === undefined ? '' : `, ${region}`})`;
}

function answerSays({ outcome }: Call): string {
  const answer = outcomeRecord(outcome);
  if (answer === undefined) return 'none';
  const { model, fin, out } = answer;
  return `${fin?.how ?? out.status}, ${model.resp === undefined ? 'names no model' : `by ${model.resp.join(', ')}`}`;
}

function outcomeRecord(outcome: Call['outcome']): RecordOf<'llm.outcome'> | undefined {
  return outcome?.record.t === 'llm.outcome' ? outcome.record : undefined;
}

function place(call: Call): string {
  const { record, index } = call.decisions[0];
  return `${record.ts}, record ${index}, ${record.id}`;
}

function answerPlace({ outcome }: Call): string {
  return outcome === undefined ? '' : `${outcome.record.ts}, record ${outcome.index}`;
}
