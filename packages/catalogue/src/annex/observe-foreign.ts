/**
 * What imported logs show for the annexes: models, servers, tools. An event counts for a system only when the operator
 * declared its identity to be an agent of that system; who acted is what the source says.
 */
import type { ImportedEvent } from '@remit/record';
import type { FactKey, ObservedFact } from './observe.ts';

/** One event of a batch, as far as the annexes look at it. */
export interface ForeignEvent {
  /** Id of the `ingest.batch` record. */
  readonly batch: string;
  readonly event: Pick<ImportedEvent, 'n' | 'who' | 'act' | 'model' | 'dec'>;
}

/** A declared agent: its name in scope files, and what its foreign servers are called there. */
export interface ForeignAgent {
  readonly agent: string;
  readonly servers: ReadonlyMap<string, string>;
}

/** Facts that grow event by event, so that a log of a million events is looked at once. */
export interface ForeignFacts {
  /** `times`: so many events like this one; only this one is named as evidence. */
  add(event: ForeignEvent, times?: number): void;
  /** Sorted by key and sentence. `evidence`: places of the events as `BATCH:n`, the first 20 of each. */
  facts(): ObservedFact[];
}

/** End of the sentence of a fact that an imported log shows. */
export const AS_IMPORTED = ', as an imported log says';

const SAMPLES = 20;
/** Facts of one key. Threat: a log with a million names of tools; what is beyond is counted in one sentence. */
const MOST_FACTS = 500;

interface Growing {
  readonly key: FactKey;
  readonly says: string;
  count: number;
  readonly evidence: string[];
}

/** Collects facts of the agents named; events of anybody else are passed over. */
export function createForeignFacts(
  agentOf: (identity: string | undefined) => ForeignAgent | undefined,
  agents: ReadonlySet<string>,
): ForeignFacts {
  const facts = new Map<string, Growing>();
  const kinds = new Map<FactKey, number>();
  const note = (key: FactKey, says: string, place: string, times: number) => {
    const fact = facts.get(`${key}\n${says}`) ?? begin(key, says);
    fact.count += times;
    if (fact.evidence.length < SAMPLES) fact.evidence.push(place);
  };
  function begin(key: FactKey, says: string): Growing {
    const known = kinds.get(key) ?? 0;
    if (known === MOST_FACTS) {
      const rest = facts.get(key) ?? { key, says: REST, count: 0, evidence: [] };
      facts.set(key, rest);
      return rest;
    }
    kinds.set(key, known + 1);
    const fact = { key, says, count: 0, evidence: [] };
    facts.set(`${key}\n${says}`, fact);
    return fact;
  }
  return {
    add({ batch, event }, times = 1) {
      const known = agentOf(event.who.agent);
      if (known === undefined || !agents.has(known.agent)) return;
      noteEvent(event, known, (key, says) => note(key, `${says}${AS_IMPORTED}`, `${batch}:${event.n}`, times));
    },
    facts: () => [...facts.values()].sort((a, b) => compare(a.key, b.key) || compare(a.says, b.says)),
  };
}

const REST = `others, beyond the first ${MOST_FACTS} that an imported log shows`;

function noteEvent(
  { act, model, dec }: ForeignEvent['event'],
  { agent, servers }: ForeignAgent,
  note: (key: FactKey, says: string) => void,
): void {
  if (act.srv !== undefined) {
    const server = servers.get(act.srv) ?? act.srv;
    note('servers', `server ${server}`);
    note('call_graph', `${agent} calls ${server}`);
    if (act.tool !== undefined) note('tools', `${server}/${act.tool}`);
  }
  if (model !== undefined) {
    const by = model.prov === undefined ? '' : ` of ${model.prov}`;
    // An alias such as "latest" names no model: what was asked for and what answered stay apart.
    if (model.req !== undefined) note('models', `model ${model.req}${by} requested`);
    if (model.resp !== undefined) note('models', `model ${model.resp}${by} answered`);
  }
  if (dec !== undefined) note('verdicts', `decided ${dec.result}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
