/** Which servers a path stands for. */

/** `/mcp` is every server with prefixed names, `/mcp/{server}` one server with its own names; undefined is no endpoint. */
export function parseEndpoint(url: string | undefined): { readonly server: string | undefined } | undefined {
  const path = (url ?? '').split(/[?#]/, 1)[0] ?? '';
  if (path === '/mcp' || path === '/mcp/') return { server: undefined };
  const match = /^\/mcp\/([A-Za-z0-9-]+)\/?$/.exec(path);
  return match?.[1] === undefined ? undefined : { server: match[1] };
}
