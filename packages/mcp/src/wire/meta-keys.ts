/** Reserved keys of `_meta`. MCP 2026-07-28, "_meta"; mcp reference §1. */

/** Revision of a self-describing request. Its presence claims the modern envelope. */
export const META_PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
/** What the client can answer. Required in the envelope. */
export const META_CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
/** Self-declared client name and version. */
export const META_CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
/** Log messages that the client wants; Remit relays none. */
export const META_LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
/** Self-declared server name and version, in results. */
export const META_SERVER_INFO = 'io.modelcontextprotocol/serverInfo';
/** Names the request that progress is reported for. */
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
