/** A legacy MCP session by hand over fetch: as much of a client as a test of the application needs. */

export interface McpAnswer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export interface McpSession {
  call(tool: string, args: object, meta?: object): Promise<McpAnswer>;
}

/** Opens a session with a key; `extra`: headers of every request. Fails when the server does not answer as expected. */
export async function openMcpSession(
  url: string,
  key: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<McpSession> {
  let session: string | undefined;
  let id = 0;
  const post = async (message: object): Promise<McpAnswer> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        ...extra,
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(session === undefined ? {} : { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
    session ??= answer.headers.get('mcp-session-id') ?? undefined;
    const text = await answer.text();
    const stream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const data = stream ? (text.match(/^data: (.*)$/gm) ?? []).at(-1)?.slice('data: '.length) : text;
    // The server's own JSON-RPC message; a test asserts on its parts.
    return data === undefined || data === '' ? {} : (JSON.parse(data) as McpAnswer);
  };
  const opened = await post({
    id: ++id,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  });
  if (session === undefined) throw new Error(`no session: ${JSON.stringify(opened)}`);
  await post({ method: 'notifications/initialized' });
  return {
    call: (name, args, meta) =>
      post({
        id: ++id,
        method: 'tools/call',
        params: { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) },
      }),
  };
}
