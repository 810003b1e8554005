/** Bounds of the MCP layer. Every wait has a deadline and every collection a size. */
export interface McpLimits {
  /** Longest request body, in bytes. */
  readonly maxBodyBytes: number;
  /** Longest single message from an upstream, in bytes. */
  readonly maxUpstreamMessageBytes: number;
  /** Silence after which a keep-alive comment is written, in milliseconds. */
  readonly keepAliveMs: number;
  /** Open client sessions in all, and of one person and agent. */
  readonly maxSessions: number;
  readonly maxSessionsPerCaller: number;
  /** A session without a request for this long is ended, in milliseconds. */
  readonly sessionIdleMs: number;
  /** Longest wait for a connection to an upstream, its handshake included. */
  readonly connectTimeoutMs: number;
  /** Longest wait for the answer to an era probe. */
  readonly probeTimeoutMs: number;
  /** An era verdict older than this is asked for again. mcp reference §3.1, trap (d). */
  readonly eraVerdictMs: number;
  /** Longest wait for one upstream while a list is put together. */
  readonly listTimeoutMs: number;
  /** Longest wait for an answer when the server sets none; progress restarts it. */
  readonly callTimeoutMs: number;
  /** Longest duration of a call with progress. */
  readonly maxCallMs: number;
  /** A tool list older than this is fetched again. */
  readonly catalogMs: number;
  /** Most pages and tools taken from one upstream's list. */
  readonly maxListPages: number;
  readonly maxTools: number;
  /** An upstream connection without a call for this long is closed. */
  readonly upstreamIdleMs: number;
  /** Open upstream connections in all. */
  readonly maxUpstreams: number;
  /** First and longest pause after a failed connection. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** Grace between SIGTERM and SIGKILL for a child process. */
  readonly killGraceMs: number;
}

/** The limits that hold where the composition root sets none. */
export const defaultLimits: McpLimits = {
  maxBodyBytes: 4 * 1024 * 1024,
  maxUpstreamMessageBytes: 32 * 1024 * 1024,
  keepAliveMs: 15_000,
  maxSessions: 10_000,
  maxSessionsPerCaller: 256,
  sessionIdleMs: 30 * 60_000,
  connectTimeoutMs: 30_000,
  probeTimeoutMs: 10_000,
  eraVerdictMs: 24 * 3_600_000,
  listTimeoutMs: 10_000,
  callTimeoutMs: 120_000,
  maxCallMs: 30 * 60_000,
  catalogMs: 60_000,
  maxListPages: 100,
  maxTools: 5_000,
  upstreamIdleMs: 5 * 60_000,
  maxUpstreams: 512,
  backoffMs: 1_000,
  maxBackoffMs: 60_000,
  killGraceMs: 2_000,
};
