/** Holds the joins of a pack against the demo's own notes: which choice of the model each call of the agent came from. */
import type { ChosenBy, DecisionTrace, ModelIdentity } from '@remit/record';
import type { LoggedCall } from '../work/call-log.ts';
import { callKey } from '../work/call-log.ts';
import { callOfTrace, isToolCall } from './trace-call.ts';

/** What each client lets Remit join by: the modern agent states the minted id, Vercel's client cannot. */
const BASIS = { modern: 'tool-call-id', legacy: 'argument-fingerprint', hand: undefined } as const satisfies Record<
  LoggedCall['caller'],
  ChosenBy['basis'] | undefined
>;

/** One line for each call that is not joined as it was chosen, and each joined call that no model chose. */
export function joinProblems(made: readonly LoggedCall[], traces: readonly DecisionTrace[]): string[] {
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  const joined = new Set<string>();
  const problems = made.flatMap((call): string[] => {
    if (call.choiceId === undefined) return [];
    const requests = traces.filter(({ model }) => model?.chose.some(({ id }) => id === call.choiceId));
    const [request] = requests;
    if (request === undefined || requests.length > 1)
      return [`${callKey(call)}: ${requests.length} answers hold the choice ${call.choiceId}`];
    const link = request.model?.chose.find(({ id }) => id === call.choiceId)?.call;
    const trace = byId.get(link?.traceId ?? '');
    if (link === undefined || trace === undefined) return [`${callKey(call)}: its choice is joined to no call`];
    joined.add(trace.traceId);
    const found = callOfTrace(trace);
    return [
      ...(typeof found !== 'string' && callKey(found) === callKey(call)
        ? []
        : [`${callKey(call)}: joined to another call`]),
      ...(trace.chosenBy?.traceId === request.traceId ? [] : [`${callKey(call)}: the call does not name its choice`]),
      ...(link.basis === BASIS[call.caller] ? [] : [`${callKey(call)}: joined by ${link.basis}`]),
    ];
  });
  const others = traces.filter(({ traceId, chosenBy }) => chosenBy !== undefined && !joined.has(traceId));
  return [
    ...problems,
    ...others.map(({ traceId }) => `trace ${traceId} is joined to a choice, and no model asked for it`),
  ];
}

/** The model of a trace: of the request itself, or of the choice behind the call. */
export function modelOf({ model, chosenBy }: DecisionTrace): ModelIdentity | undefined {
  return model ?? chosenBy?.model;
}

/** Traces that name no model and do not say either why it is unknown. */
export function withoutModel(traces: readonly DecisionTrace[]): string[] {
  return traces
    .filter((trace) => modelOf(trace) === undefined && trace.absent['model']?.startsWith('unknown: ') !== true)
    .map(({ traceId }) => traceId);
}

/** The model and its choices in figures. */
export interface ModelFigures {
  /** `requested -> routed`, account, provider and what the answers name, once for each that differs. */
  readonly models: readonly string[];
  readonly requests: number;
  readonly choices: number;
  /** Calls to tools by the basis on which they are joined to a choice. */
  readonly joined: Readonly<Record<ChosenBy['basis'], number>>;
  /** Calls to tools that no choice is joined to. */
  readonly withoutChoice: number;
}

/** Counts requests, choices and joins. */
export function modelFigures(traces: readonly DecisionTrace[]): ModelFigures {
  const requests = traces.filter((trace) => !isToolCall(trace));
  const basis = (which: ChosenBy['basis']) => traces.filter(({ chosenBy }) => chosenBy?.basis === which).length;
  const answered = requests.flatMap(({ model }) =>
    model === undefined || model.returned.length === 0 ? [] : [describeModel(model)],
  );
  return {
    models: [...new Set(answered)].sort(),
    requests: requests.length,
    choices: requests.reduce((sum, { model }) => sum + (model?.chose.length ?? 0), 0),
    joined: {
      'tool-call-id': basis('tool-call-id'),
      'argument-fingerprint': basis('argument-fingerprint'),
      'trace-context': basis('trace-context'),
    },
    withoutChoice: traces.filter((trace) => isToolCall(trace) && trace.chosenBy === undefined).length,
  };
}

function describeModel({ requested, routed, account, provider, returned }: ModelIdentity): string {
  return `${requested} -> ${routed} (account ${account}, ${provider}); the answers name ${returned.join(', ')}`;
}
