/**
 * What a call follows from: the answer that chose it, the request whose results it carries, the attempt before it. Each
 * leads to an earlier call, so every chain ends, and calls with the same end belong together.
 */
import type { Call, Study } from '@remit/verify';
import { finalDecision } from '@remit/verify';

/** A choice of a model with what is joined to it. */
export type Choice = NonNullable<ReturnType<Study['modelJoins']['chosenBy']['get']>>;

/** How a request follows from an earlier one. */
export type TurnLink =
  | { readonly kind: 'attempt'; readonly before: Call }
  | { readonly kind: 'results'; readonly before: Call; readonly choices: readonly Choice[] };

/** The links of a log. */
export interface CallLinks {
  /** Undefined for a request that begins a conversation, and for a call to a tool. */
  turnOf(call: Call): TurnLink | undefined;
  /** Calls that belong together with this one, itself included, in log order. */
  togetherWith(call: Call): readonly Call[];
}

/** Reads the links once. */
export function linkCalls(calls: readonly Call[], { modelJoins }: Pick<Study, 'modelJoins'>): CallLinks {
  const byOutcome = new Map(calls.flatMap((call) => (call.outcome === undefined ? [] : [[call.outcome.leaf, call]])));
  const carried = new Map<Call, Choice[]>();
  for (const choice of [...modelJoins.choices.values()].flat()) {
    if (choice.resultIn === undefined) continue;
    const list = carried.get(choice.resultIn) ?? [];
    carried.set(choice.resultIn, [...list, choice]);
  }
  const turnOf = (call: Call): TurnLink | undefined => {
    const first = call.decisions[0];
    if (first.record.t !== 'llm.decision') return undefined;
    const before = first.record.cause?.map((leaf) => byOutcome.get(leaf)).find((one) => one !== undefined);
    if (before !== undefined && place(before) < place(call)) return { kind: 'attempt', before };
    const choices = carried.get(call) ?? [];
    const [latest] = choices.map(({ by }) => by).sort((a, b) => place(b) - place(a));
    return latest === undefined ? undefined : { kind: 'results', before: latest, choices };
  };
  const before = (call: Call): Call | undefined => modelJoins.chosenBy.get(call)?.by ?? turnOf(call)?.before;
  const roots = new Map<Call, Call>();
  // Calls stand in log order and links lead backwards, so what a call follows from has its root already.
  for (const call of calls) {
    const from = before(call);
    roots.set(call, (from === undefined ? undefined : roots.get(from)) ?? call);
  }
  const groups = new Map<Call, Call[]>();
  for (const [call, root] of roots) {
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [call]);
    else group.push(call);
  }
  return { turnOf, togetherWith: (call) => groups.get(roots.get(call) ?? call) ?? [call] };
}

/** True for a request to a model. */
export function isRequest(call: Call): boolean {
  return finalDecision(call).record.t === 'llm.decision';
}

function place(call: Call): number {
  return call.decisions[0].index;
}
