/** What a trace says of the language model: identity, usage and the tools that it chose (llm-gateway reference §8). */
import type { ChosenBy, ModelIdentity, ModelLink, RecordOf, TraceModel } from '@remit/record';
import type { Call } from './calls.ts';
import { finalDecision } from './calls.ts';
import type { Choice, ModelJoins } from './model-joins.ts';

/** Undefined for a call to a tool. */
export function modelPart(call: Call, joins: ModelJoins): TraceModel | undefined {
  const { record } = finalDecision(call);
  if (record.t !== 'llm.decision') return undefined;
  const { ask } = record;
  const outcome = outcomeOf(call);
  const use = outcome?.use;
  return {
    ...identityOf(record, outcome),
    attempt: ask.attempt,
    toolsOffered: ask.tools ?? [],
    ...(ask.tools_sha === undefined ? {} : { toolsDigest: ask.tools_sha }),
    ...(ask.params_sha === undefined ? {} : { parametersDigest: ask.params_sha }),
    ...(outcome?.fin === undefined ? {} : { finish: outcome.fin.how }),
    ...(use === undefined
      ? {}
      : {
          usage: {
            source: use.source,
            inputTokens: use.models.reduce((sum, one) => sum + one.input, 0),
            outputTokens: use.models.reduce((sum, one) => sum + one.output, 0),
            nanoUsd: use.spent.nanousd,
            ...(use.price === undefined ? {} : { priceTable: use.price }),
          },
        }),
    chose: (joins.choices.get(call) ?? []).map(chosePart),
  };
}

function outcomeOf({ outcome }: Call): RecordOf<'llm.outcome'> | undefined {
  return outcome?.record.t === 'llm.outcome' ? outcome.record : undefined;
}

function identityOf(
  { model, ask }: RecordOf<'llm.decision'>,
  outcome: RecordOf<'llm.outcome'> | undefined,
): ModelIdentity {
  const answered = outcome?.model;
  return {
    requested: model.req,
    routed: model.route,
    account: model.prov,
    provider: model.kind,
    ...(model.region === undefined ? {} : { region: model.region }),
    api: ask.dialect,
    returned: answered?.resp ?? [],
    ...(answered?.id === undefined ? {} : { responseId: answered.id }),
    ...(answered?.fingerprint === undefined ? {} : { fingerprint: answered.fingerprint }),
  };
}

function chosePart(choice: Choice): TraceModel['chose'][number] {
  const { id, tool, ranBy, resultIn } = choice;
  const link = linkOf(choice.call, choice);
  return {
    ...(id === undefined ? {} : { id }),
    tool,
    ...(ranBy === undefined ? {} : { ranBy }),
    ...(link === undefined ? { unjoined: whyUnjoined(choice) } : { call: link }),
    ...(resultIn === undefined ? {} : { resultIn: resultIn.decisions[0].record.id }),
  };
}

function whyUnjoined({ ranBy, ambiguous, otherArguments, resultIn }: Choice): string {
  if (ranBy === 'provider') return 'the provider ran it; Remit did not see it run';
  if (ambiguous) return 'several calls or choices fit equally well; none is joined';
  if (otherArguments) return 'no call in this log fits: in its trace the tool was called with other arguments';
  return resultIn === undefined
    ? 'no call in this log fits: it may have run elsewhere, or not at all'
    : 'no call in this log fits, and a later request carries its result: it ran where Remit did not see it';
}

/** The choice behind a call and the model that made it; undefined when none is joined. */
export function chosenByPart(call: Call, joins: ModelJoins): ChosenBy | undefined {
  const choice = joins.chosenBy.get(call);
  const link = linkOf(choice?.by, choice);
  if (choice === undefined || link === undefined) return undefined;
  const { record } = finalDecision(choice.by);
  // A choice is read out of the answer to a request to a model, so the decision is one.
  if (record.t !== 'llm.decision') return undefined;
  const { id, n } = choice;
  const model = identityOf(record, outcomeOf(choice.by));
  return { ...link, choice: n, ...(id === undefined ? {} : { id }), model };
}

function linkOf(call: Call | undefined, choice: Choice | undefined): ModelLink | undefined {
  if (call === undefined || choice?.basis === undefined) return undefined;
  const { basis, narrowedBy } = choice;
  const narrowed = narrowedBy.length === 0 ? {} : { narrowedBy: [...narrowedBy] };
  return { traceId: call.decisions[0].record.id, status: 'asserted', basis, ...narrowed };
}
