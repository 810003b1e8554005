/**
 * What imported logs show for the annexes: models, servers, tools. An event counts for a system only when the operator
 * declared its identity to be an agent of that system; who acted is what the source says.
 */
import type { ImportedEvent } from '@remit/record';
import type { FactKey, ObservedFact } from './observe.ts';

/** One event of a batch. */
export interface ForeignEvent {
  /** Id of the `ingest.batch` record. */
  readonly batch: string;
  readonly event: ImportedEvent;
}

/** A declared agent: its name in scope files, and what its foreign servers are called there. */
export interface ForeignAgent {
  readonly agent: string;
  readonly servers: ReadonlyMap<string, string>;
}

const SAMPLES = 20;

/** Facts with the places of the events as evidence: `BATCH#n`, at most 20 of each. */
export function observeForeign(
  events: Iterable<ForeignEvent>,
  agentOf: (identity: string | undefined) => ForeignAgent | undefined,
  agents: ReadonlySet<string>,
): ObservedFact[] {
  const facts = new Map<
    string,
    { readonly key: FactKey; readonly says: string; count: number; readonly evidence: string[] }
  >();
  const note = (key: FactKey, says: string, place: string) => {
    const name = `${key}\n${says}`;
    const fact = facts.get(name) ?? { key, says, count: 0, evidence: [] };
    facts.set(name, fact);
    fact.count += 1;
    if (fact.evidence.length < SAMPLES) fact.evidence.push(place);
  };
  for (const { batch, event } of events) {
    const known = agentOf(event.who.agent);
    if (known === undefined || !agents.has(known.agent)) continue;
    noteEvent(event, known, (key, says) => note(key, `${says}, as an imported log says`, `${batch}#${event.n}`));
  }
  return [...facts.values()].sort((a, b) => compare(a.key, b.key) || compare(a.says, b.says));
}

function noteEvent(
  { act, model, dec }: ImportedEvent,
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
