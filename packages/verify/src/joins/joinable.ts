/** What of an event or a record takes part in joins (log schemas reference §8 and §9). */
import type { ImportedEvent } from '@remit/record';
import type { AgentRegister } from '../imported/agent-register.ts';

/** One side of a join. */
export interface Joinable {
  /** `BATCH:N` of a foreign event, or the id of a record. */
  readonly ref: string;
  readonly source: string;
  readonly vendor: string;
  readonly dataset: string;
  readonly kind: string;
  /** Milliseconds since the epoch; absent when the source does not say when it happened. */
  readonly at?: number;
  /** `agent:` and `person:` names that the event carries: two events have the same actor when they share one. */
  readonly actors: readonly string[];
  /** Machine identity as the source named it, before the operator's list of agents. */
  readonly identity?: string;
  /** Handle of the person as the source named them, before the operator's list of persons. */
  readonly person?: string;
  /** Host of the server, or its name in the scope file of a declared agent. */
  readonly host?: string;
  readonly method?: string;
  /** As {@link foldTool} gives it. */
  readonly tool?: string;
  /** Digest of the arguments in RFC 8785 form; absent when the source does not hold them. */
  readonly args?: string;
  readonly ids: Readonly<Record<string, string>>;
  /** Ids come from the client and nobody vouches for them. */
  readonly clientIds: boolean;
  readonly decision?: string;
  readonly outcome?: string;
}

/** Who is who, as the operator declares it: nothing is guessed. */
export interface Names {
  agentOf: AgentRegister['agentOf'];
  /** The handle that stands for a person whom sources name in several ways. Absent: every handle is another person. */
  personOf?(handle: string): string;
}

/** Kinds of events that are joined by who and where when they have no id in common. */
const ALIKE: ReadonlySet<string> = new Set(['tool-call', 'model-call', 'http']);

/** True for an event that may be joined without an id in common. */
export function isAlike(kind: string): boolean {
  return ALIKE.has(kind);
}

/** A foreign event. `args`: digest of its arguments, where they could be opened. */
export function joinableOf(
  event: ImportedEvent,
  from: { readonly batch: string; readonly source: string; readonly vendor: string },
  names: Names,
  args?: string,
): Joinable {
  const { tool } = event.act;
  // The method of HTTP says nothing about that of the call inside.
  const method = event.kind === 'http' ? undefined : event.act.method;
  const { sub } = event.who;
  const at = event.ts === undefined || event.tk === 'ingest' ? undefined : Date.parse(event.ts);
  return {
    ref: `${from.batch}:${event.n}`,
    source: from.source,
    vendor: from.vendor,
    dataset: event.src.dataset,
    kind: event.kind,
    ...(at === undefined ? {} : { at }),
    ...placeOf({ ...event.who, srv: event.act.srv }, names),
    ...(event.who.agent === undefined ? {} : { identity: event.who.agent }),
    ...(sub === undefined ? {} : { person: sub }),
    ...(method === undefined ? {} : { method }),
    ...(tool === undefined ? {} : { tool: foldTool(tool) }),
    ...(args === undefined ? {} : { args }),
    ids: event.ids,
    clientIds: event.flags?.includes('client-asserted-ids') === true,
    ...(event.dec === undefined ? {} : { decision: event.dec.result }),
    ...(event.out === undefined ? {} : { outcome: event.out.status }),
  };
}

/** Who acted, and at which host, under the names that the operator declares. */
export function placeOf(
  {
    agent,
    sub,
    srv,
  }: { readonly agent?: string | undefined; readonly sub?: string | undefined; readonly srv?: string | undefined },
  names: Names,
): Pick<Joinable, 'actors' | 'host'> {
  const declared = names.agentOf(agent)?.declared;
  const host = srv === undefined ? undefined : (declared?.servers.get(srv) ?? hostOf(srv));
  const person = sub === undefined ? undefined : (names.personOf?.(sub) ?? sub);
  return { actors: actorsOf(declared?.agent ?? agent, person), ...(host === undefined ? {} : { host }) };
}

/** Names of the actor, surest first. */
export function actorsOf(agent: string | undefined, person: string | undefined): string[] {
  return [...(agent === undefined ? [] : [`agent:${agent}`]), ...(person === undefined ? [] : [`person:${person}`])];
}

/** A tool name without the prefixes that hosts put before it, with `-` and `_` as one: hosts rename them (§9). */
export function foldTool(tool: string): string {
  const bare = tool.replace(/^aws___/, '').replace(/^mcp__.+?__/, '');
  const at = bare.indexOf('___');
  return (at < 0 ? bare : bare.slice(at + 3)).replaceAll('-', '_');
}

/** The host of a server's address, in lower case; the text itself when it is no address. */
export function hostOf(server: string): string {
  const bare = server.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const end = bare.search(/[/?#]/);
  return (end < 0 ? bare : bare.slice(0, end)).replace(/:\d+$/, '').toLowerCase();
}
