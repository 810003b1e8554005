/** What one upstream lists: its tools as it wrote them, each pinned by digest. mcp reference §7, F19. */
import type { Result } from '@remit/core';
import { err, isRefusal, ok, parseStrictJson } from '@remit/core';
import type { DefinedTool } from '@remit/gateway';
import type { RawMember } from '../json/raw-json.ts';
import { arrayElements, memberText, objectMembers } from '../json/raw-json.ts';
import type { ParamHeader } from '../wire/2026-07-28/param-headers.ts';
import { scanParamHeaders } from '../wire/2026-07-28/scan-param-headers.ts';
import type { UpstreamResult } from '../wire/codec.ts';
import { isObject } from '../wire/json-rpc.ts';
import { Era } from '../wire/versions.ts';

/** One listed tool. */
export interface CatalogTool {
  readonly name: string;
  readonly era: Era;
  /** The definition, member by member, as received. */
  readonly members: readonly RawMember[];
  readonly definition: Readonly<Record<string, unknown>>;
  readonly paramHeaders: readonly ParamHeader[];
  readonly defined: DefinedTool;
}

/** All tools of one upstream at one time. */
export interface Catalog {
  readonly tools: ReadonlyMap<string, CatalogTool>;
  /** Tool names by their names on /mcp. */
  readonly prefixed: ReadonlyMap<string, string>;
  /** Why listed tools were left out. */
  readonly dropped: readonly string[];
  /** When it was complete, and how long the upstream says that it may be kept. */
  readonly at: number;
  readonly ttlMs: number | undefined;
  /** The link's generation when fetching began. */
  readonly generation: number;
}

/** A readable tool of a page, before it is pinned. */
export type PageTool = Omit<CatalogTool, 'defined'>;

/** One page of tools/list, read. */
export interface ToolPage {
  readonly tools: readonly PageTool[];
  /** Why tools were left out, without the definition's content. */
  readonly dropped: readonly string[];
  /** Raw text of `nextCursor`. */
  readonly nextCursor: string | undefined;
  readonly ttlMs: number | undefined;
}

/** Reads one page of tools/list. A tool that cannot be pinned or called safely is left out, not the page. */
export function readToolPage(result: UpstreamResult): Result<ToolPage, string> {
  const text = memberText(result.members, 'tools');
  if (text === undefined || !Array.isArray(result.value['tools'])) return err('tools/list holds no array `tools`');
  const read = arrayElements(text).map((element) => readTool(element, result.era));
  const ttlMs = result.value['ttlMs'];
  return ok({
    tools: read.flatMap((tool) => (tool.ok ? [tool.value] : [])),
    dropped: read.flatMap((tool) => (tool.ok ? [] : [tool.error])),
    nextCursor: typeof result.value['nextCursor'] === 'string' ? memberText(result.members, 'nextCursor') : undefined,
    ttlMs: typeof ttlMs === 'number' && ttlMs >= 0 ? ttlMs : undefined,
  });
}

function readTool(text: string, era: Era): Result<PageTool, string> {
  // The digest must mean one thing: what two readers may take differently has none.
  const parsed = parseStrictJson(text);
  if (isRefusal(parsed)) return err(`a definition is refused: ${parsed.reason}`);
  if (!isObject(parsed.value)) return err('a definition is not an object');
  const { name, inputSchema } = parsed.value;
  // biome-ignore lint: control characters are what is looked for
  if (typeof name !== 'string' || name === '' || name.length > 256 || /\p{Cc}/u.test(name))
    return err('a tool name is not a text of 1 to 256 characters without control characters');
  // A legacy server does not know the annotation, but a modern client reads it in the list and sends the headers.
  const headers = scanParamHeaders(inputSchema);
  if (!headers.ok && era === Era.Modern) return err(`tool ${name}: ${headers.error}`);
  const paramHeaders = headers.ok ? headers.value : [];
  return ok({ name, era, members: objectMembers(text), definition: parsed.value, paramHeaders });
}
