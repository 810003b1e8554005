/** Fetches an upstream's whole tool list, page by page, and has every definition pinned and recorded. */
import type { Result } from '@remit/core';
import { canonicalize, err, ok, utf8 } from '@remit/core';
import type { Gateway, StopSignal } from '@remit/gateway';
import type { McpLimits } from '../limits.ts';
import { RpcCode } from '../wire/json-rpc.ts';
import type { CatalogTool, PageTool, ToolPage } from './catalog.ts';
import { readToolPage } from './catalog.ts';
import type { UpstreamFailure } from './connection.ts';
import type { Link } from './link.ts';

/** What a whole list held. */
export interface FetchedTools {
  readonly tools: ReadonlyMap<string, CatalogTool>;
  readonly ttlMs: number | undefined;
  readonly dropped: readonly string[];
}

/** Fetches all pages. Never rejects; the signal bounds the whole. */
export async function fetchCatalog(
  deps: { readonly link: Link; readonly gateway: Pick<Gateway, 'defineTool'>; readonly limits: McpLimits },
  signal: StopSignal,
): Promise<Result<FetchedTools, UpstreamFailure>> {
  const { link, limits } = deps;
  const found: PageTool[] = [];
  const dropped: string[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let ttlMs: number | undefined;
  do {
    const page = await fetchPage(link, cursor, signal);
    if (!page.ok) return page;
    found.push(...page.value.tools);
    dropped.push(...page.value.dropped);
    ttlMs = Math.min(ttlMs ?? Number.POSITIVE_INFINITY, page.value.ttlMs ?? Number.POSITIVE_INFINITY);
    cursor = page.value.nextCursor;
    // Threat: an upstream that hands out cursors without end.
    if (cursor !== undefined && (cursors.has(cursor) || cursors.size >= limits.maxListPages))
      return err(bad('tools/list does not end'));
    if (found.length > limits.maxTools) return err(bad(`tools/list holds more than ${limits.maxTools} tools`));
    if (cursor !== undefined) cursors.add(cursor);
  } while (cursor !== undefined);
  const tools = pin(deps.gateway, link.server, found, dropped);
  return ok({ tools, dropped, ttlMs: Number.isFinite(ttlMs) ? ttlMs : undefined });
}

async function fetchPage(
  link: Link,
  cursor: string | undefined,
  signal: StopSignal,
): Promise<Result<ToolPage, UpstreamFailure>> {
  const params = cursor === undefined ? [] : [{ key: 'cursor', text: cursor }];
  const reply = await link.request({ method: 'tools/list', params, meta: [] }, signal);
  if (reply.kind === 'failed') return err(reply.failure);
  // A server without tools does not know the method.
  if (reply.kind === 'error' && reply.code === RpcCode.MethodNotFound) return ok(NO_TOOLS);
  if (reply.kind === 'error') return err(bad(`tools/list was answered with error ${reply.code}`));
  if (reply.kind === 'unusable') return err(bad(`tools/list: ${reply.problem.detail}`));
  const page = readToolPage(reply.result);
  return page.ok ? page : err(bad(page.error));
}

const NO_TOOLS: ToolPage = { tools: [], dropped: [], nextCursor: undefined, ttlMs: undefined };

/** Sorted by name, so that the list does not change with the upstream's order. A name listed twice names nothing. */
function pin(
  gateway: Pick<Gateway, 'defineTool'>,
  server: string,
  found: readonly PageTool[],
  dropped: string[],
): ReadonlyMap<string, CatalogTool> {
  const counts = new Map<string, number>();
  for (const { name } of found) counts.set(name, (counts.get(name) ?? 0) + 1);
  const tools = new Map<string, CatalogTool>();
  for (const tool of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (counts.get(tool.name) === 1)
      tools.set(tool.name, {
        ...tool,
        defined: gateway.defineTool(server, tool.name, utf8(canonicalize(tool.definition))),
      });
  }
  for (const [name, count] of counts) if (count > 1) dropped.push(`tool ${name} is listed twice`);
  return tools;
}

function bad(detail: string): UpstreamFailure {
  return { code: 'mcp.upstream-bad-answer', mayHaveRun: false, detail };
}
