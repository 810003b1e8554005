/** What of an event or a record takes part in joins (log schemas reference §8 and §9). */
import type { ImportedEvent } from '@remit/record';
import type { AgentRegister } from '@remit/verify';

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

/** A foreign event. `args`: digest of its arguments, where they could be opened. The operator declares who is who: nothing is guessed. */
export function joinableOf(
  event: ImportedEvent,
  from: { readonly batch: string; readonly source: string; readonly vendor: string },
  register: Pick<AgentRegister, 'agentOf'>,
  args?: string,
): Joinable {
  const declared = register.agentOf(event.who.agent)?.declared;
  const agent = declared?.agent ?? event.who.agent;
  const { srv, tool, method } = event.act;
  const host = srv === undefined ? undefined : (declared?.servers.get(srv) ?? hostOf(srv));
  const at = event.ts === undefined || event.tk === 'ingest' ? undefined : Date.parse(event.ts);
  return {
    ref: `${from.batch}:${event.n}`,
    source: from.source,
    vendor: from.vendor,
    dataset: event.src.dataset,
    kind: event.kind,
    ...(at === undefined ? {} : { at }),
    actors: actorsOf(agent, event.who.sub),
    ...(host === undefined ? {} : { host }),
    ...(method === undefined ? {} : { method }),
    ...(tool === undefined ? {} : { tool: foldTool(tool) }),
    ...(args === undefined ? {} : { args }),
    ids: event.ids,
    clientIds: event.flags?.includes('client-asserted-ids') === true,
    ...(event.dec === undefined ? {} : { decision: event.dec.result }),
    ...(event.out === undefined ? {} : { outcome: event.out.status }),
  };
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
