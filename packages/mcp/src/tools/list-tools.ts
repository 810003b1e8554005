/**
 * tools/list for one caller: the tools that its scope lists, of all servers that answer in time. One bad server costs
 * its own tools and at most the deadline, never the list (F12). What is listed here is what may be called (F5).
 */
import type { RemitError, Result } from '@remit/core';
import { ok } from '@remit/core';
import type { Gateway } from '@remit/gateway';
import { withMember } from '../json/raw-json.ts';
import type { McpLimits } from '../limits.ts';
import type { ServerConfig } from '../server-config.ts';
import type { CatalogTool } from '../upstream/catalog.ts';
import type { UpstreamFailure } from '../upstream/connection.ts';
import { startDeadline } from '../upstream/deadline.ts';
import type { UpstreamPool } from '../upstream/pool.ts';
import { errorMessage, RpcCode, resultMessage } from '../wire/json-rpc.ts';
import { failureError, unavailableError } from './error-answers.ts';
import type { RequestContext } from './request-context.ts';

/** What tools/list needs. */
export interface ListDeps {
  readonly gateway: Pick<Gateway, 'visible'>;
  readonly pool: UpstreamPool;
  readonly limits: McpLimits;
}

/** Answers the request. */
export async function listTools(deps: ListDeps, context: RequestContext): Promise<void> {
  const { exchange, idText, view, codec } = context;
  // One page holds everything, so no cursor was ever given out.
  if (context.params['cursor'] !== undefined)
    return exchange.answer(200, errorMessage(idText, { code: RpcCode.InvalidParams, message: 'Unknown cursor' }));
  const lists = await Promise.all(view.servers.map((server) => listServer(deps, context, server)));
  const only = view.prefixed ? undefined : lists[0];
  if (only?.ok === false) return exchange.answer(200, errorMessage(idText, failureError(only.error)));
  const tools = lists.flatMap((list) => (list.ok ? list.value : []));
  const recorded = await allRecorded(tools.map(({ tool }) => tool));
  if (!recorded.ok)
    return exchange.answer(recorded.error.row.status, errorMessage(idText, unavailableError(recorded.error)));
  const texts = tools.map(({ name, tool }) => toolText(context, name, tool));
  exchange.answer(200, resultMessage(idText, codec.listResult([{ key: 'tools', text: `[${texts.join(',')}]` }])));
}

interface NamedTool {
  readonly name: string;
  readonly tool: CatalogTool;
}

async function listServer(
  deps: ListDeps,
  context: RequestContext,
  server: ServerConfig,
): Promise<Result<readonly NamedTool[], UpstreamFailure>> {
  const upstream = deps.pool.get(server, context.caller);
  if (!upstream.ok) return upstream;
  const deadline = startDeadline(context.signal, deps.limits.listTimeoutMs);
  const catalog = await upstream.value.catalog.get('list', deadline.signal);
  deadline.release();
  if (!catalog.ok) return catalog;
  const all = catalog.value.tools;
  const names: Iterable<readonly [string, string]> = context.view.prefixed
    ? catalog.value.prefixed
    : [...all.keys()].map((name) => [name, name] as const);
  const listed: NamedTool[] = [];
  for (const [name, toolName] of names) {
    const tool = all.get(toolName);
    if (tool !== undefined && deps.gateway.visible(context.caller, server.name, toolName)) listed.push({ name, tool });
  }
  return ok(listed);
}

// A tool is shown only when its definition is in the log: else a decision could name a definition nobody can look up.
async function allRecorded(tools: readonly CatalogTool[]): Promise<Result<void, RemitError>> {
  const outcomes = await Promise.all(tools.map((tool) => tool.defined.recorded));
  return outcomes.find((outcome) => !outcome.ok) ?? ok(undefined);
}

function toolText(context: RequestContext, name: string, tool: CatalogTool): string {
  const members = name === tool.name ? tool.members : withMember(tool.members, 'name', JSON.stringify(name));
  return context.codec.toolDefinition({ era: tool.era, members, outputSchema: tool.definition['outputSchema'] });
}
