/** Section servers: the MCP servers behind the gateway. */
import { z } from 'zod';
import { SecretText } from './secret-value.ts';

const ServerName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'expected 1 to 32 lower-case letters, digits and inner dashes');

const shared = {
  isolation: z
    .enum(['principal', 'shared'])
    .default('principal')
    .describe('principal: each person and agent gets an upstream session of its own. shared: one session for all.'),
  era: z
    .enum(['auto', '2025-11-25', '2026-07-28'])
    .default('auto')
    .describe('Protocol revision of the server; auto asks the server.'),
  'timeout-seconds': z.int().min(1).max(3600).default(60).describe('Longest silence of the server during a call.'),
};

const StdioServer = z.strictObject({
  ...shared,
  command: z.string().min(1).describe('Program of an MCP server that speaks over stdio.'),
  args: z.array(z.string()).default([]).describe('Its arguments.'),
  cwd: z.string().optional().describe('Working folder of the program; default: the folder of the configuration file.'),
  env: z.record(z.string(), SecretText).default({}).describe('Environment besides PATH and HOME.'),
});

const HttpServer = z.strictObject({
  ...shared,
  url: z.url({ protocol: /^https?$/ }).describe('Streamable HTTP endpoint of an MCP server.'),
  headers: z
    .record(z.string(), SecretText)
    .default({})
    .describe("The server's own credentials. A caller's key is never sent on."),
});

export const serversField = z
  .record(ServerName, z.union([StdioServer, HttpServer]))
  .default({})
  .describe('MCP servers behind the gateway, by name.');
