/** Reserved keys of `_meta`. MCP 2026-07-28, "_meta"; mcp reference §1. */

export const META_PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
export const META_CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
export const META_CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
export const META_LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
export const META_SERVER_INFO = 'io.modelcontextprotocol/serverInfo';
export const META_PROGRESS_TOKEN = 'progressToken';

/**
 * Keys that describe one hop. They are never copied from the client's request to the upstream's: the envelope is
 * Remit's own on that side, and the progress token is Remit's own too.
 */
export const HOP_META_KEYS: ReadonlySet<string> = new Set([
  META_PROTOCOL_VERSION,
  META_CLIENT_CAPABILITIES,
  META_CLIENT_INFO,
  META_LOG_LEVEL,
  META_PROGRESS_TOKEN,
]);
