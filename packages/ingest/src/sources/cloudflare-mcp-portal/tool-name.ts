/**
 * Names of tools as the portal shows them: `{server_id}_{tool}`, split at the first `_` because server ids hold none. An
 * alias replaces the whole name. Built-ins start with `portal_`; two of them run other tools that the log does not name.
 */

/** What a shown name says about the tool. */
export type PortalTool =
  | { readonly kind: 'tool'; readonly server: string; readonly tool: string }
  /** No server of the record stands before the first `_`. */
  | { readonly kind: 'alias'; readonly tool: string }
  | { readonly kind: 'built-in'; readonly tool: string }
  /** Runs tools of any server without naming them. */
  | { readonly kind: 'hides' };

const HIDING = new Set(['portal_execute', 'portal_codemode_execute']);

/** @param serverId `ServerID` of the record, when it has one */
export function readPortalTool(shown: string, serverId: string | undefined): PortalTool {
  if (HIDING.has(shown)) return { kind: 'hides' };
  const at = shown.indexOf('_');
  const server = at < 0 ? '' : shown.slice(0, at);
  const tool = at < 0 ? '' : shown.slice(at + 1);
  if (server === 'portal' && serverId !== 'portal') return { kind: 'built-in', tool: shown };
  if (server === '' || tool === '') return { kind: 'alias', tool: shown };
  if (serverId !== undefined && server !== serverId) return { kind: 'alias', tool: shown };
  return { kind: 'tool', server, tool };
}
