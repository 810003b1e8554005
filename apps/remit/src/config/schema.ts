/**
 * The one configuration file. Every field says what it is for; the process refuses to start on anything else.
 * Names are kebab-case in the file, as in scope files.
 */

import { isNoProxyEntry } from '@remit/outbound';
import { z } from 'zod';
import { isAddressOrBlock } from './addresses.ts';
import { LEAST_MONTHS } from './least-months.ts';
import { LlmSchema } from './llm-schema.ts';
import { logTrustFields } from './log-trust-schema.ts';
import { ReportsSchema } from './reports.ts';
import { SecretText } from './secret-value.ts';
import { sequencersField, storeField, tilesField } from './storage-schema.ts';

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

const Witness = z.strictObject({
  name: z.string().min(1).describe('Name for messages.'),
  url: z
    .url({ protocol: /^https?$/ })
    .describe('Prefix of the witness; add-checkpoint is appended (C2SP tlog-witness).'),
  vkey: z.string().min(1).describe('Verification key of the witness (C2SP signed-note vkey, type 0x04).'),
});

function perMinute(whose: string) {
  const rest =
    'After a rest, one minute of calls may come at once. Kept in memory: a restart forgets. Default: no limit.';
  return z.int().min(1).max(1_000_000).optional().describe(`${whose} ${rest}`);
}

function retentionClass(what: string) {
  return z
    .strictObject({
      'keep-months': z
        .int()
        .min(LEAST_MONTHS)
        .max(1200)
        .default(LEAST_MONTHS)
        .describe(
          `Calendar months for which ${what} is not erased unless two persons override that. At least six: Articles 19(1) and 26(6) of Regulation (EU) 2024/1689.`,
        ),
      'expire-months': z
        .int()
        .min(LEAST_MONTHS)
        .max(1200)
        .optional()
        .describe(`Calendar months after which \`remit retention run\` erases ${what}. Default: never.`),
    })
    .refine((one) => (one['expire-months'] ?? Infinity) >= one['keep-months'], {
      path: ['expire-months'],
      error: 'expected at least keep-months',
    })
    .prefault({});
}

export const ConfigSchema = z.strictObject({
  data: z.string().default('./remit-data').describe('Data folder. One process owns it at a time.'),
  store: storeField,
  tiles: tilesField,
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address of the MCP listener.'),
      port: z.int().min(0).max(65535).default(8420).describe('Port of the MCP listener; 0 picks a free one.'),
      'allowed-hosts': z
        .array(z.string())
        .default([])
        .describe('Host and Origin names accepted besides loopback ones (protects against DNS rebinding).'),
      tls: z
        .strictObject({
          certificate: z.string().min(1).describe('PEM file: the certificate, then those of its issuers.'),
          key: z.string().min(1).describe('PEM file of its private key.'),
        })
        .optional()
        .describe(
          'Speak TLS 1.2 or later only. Both files are read again on SIGHUP; when they do not fit, the old ones stay. Default: plain HTTP.',
        ),
      'trusted-proxies': z
        .array(z.string().refine(isAddressOrBlock, 'expected an IP address or a CIDR block'))
        .default([])
        .describe(
          'Addresses and CIDR blocks of proxies that are believed when they say for whom they speak: X-Forwarded-For and X-Forwarded-Host, or Forwarded (RFC 7239) alone; with both forms neither is believed. They must replace or drop what clients send in these headers. Default: nobody.',
        ),
      'request-seconds': z
        .int()
        .min(1)
        .max(3600)
        .default(60)
        .describe(
          'Longest time for one whole request to arrive, its body included; then it is answered 408. Its header has 15 s at most.',
        ),
    })
    .prefault({}),
  log: z
    .strictObject({
      origin: z
        .string()
        .regex(/^[^\s+]{1,200}$/, 'expected a schema-less URL without spaces or +')
        .optional()
        .describe('Origin line of the transparency log; default: made once and kept in the data folder.'),
      period: z
        .enum(['none', 'month', 'quarter', 'year'])
        .default('none')
        .describe(
          'A log of its own for each month, quarter or year of the calendar in UTC, called ORIGIN/2026q4 for example. At the end of one the server closes its doors for a few seconds. Witnesses and readers need the key of each log. Default: one log until somebody ends it.',
        ),
      witnesses: z.array(Witness).default([]).describe('Who cosigns the log. Best run by someone else.'),
      sequencers: sequencersField,
      ...logTrustFields,
    })
    .prefault({}),
  servers: z
    .record(ServerName, z.union([StdioServer, HttpServer]))
    .default({})
    .describe('MCP servers behind the gateway, by name.'),
  llm: LlmSchema,
  reports: ReportsSchema,
  approvals: z
    .strictObject({
      'timeout-seconds': z
        .int()
        .min(1)
        .max(86400)
        .default(300)
        .describe('How long a call waits for a person; then it is denied.'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      'calls-per-minute': z
        .strictObject({
          person: perMinute('One person, over all keys and agents of that person.'),
          agent: perMinute('One agent, over all persons.'),
          key: perMinute('One key.'),
          tool: perMinute('One tool of one server, or one model of one provider account, over all callers.'),
        })
        .prefault({}),
      'recorded-refusals': z
        .int()
        .min(0)
        .max(1000)
        .default(5)
        .describe(
          'Refusals of one caller under one limit that get a record each in a minute. The rest of that minute is counted in one record.',
        ),
    })
    .prefault({}),
  retention: z
    .strictObject({
      calls: retentionClass('the content of calls'),
      ingested: retentionClass("the content of other systems' logs"),
      'prune-months': z
        .int()
        .min(LEAST_MONTHS)
        .max(1200)
        .optional()
        .describe(
          'Calendar months after its last record from which an ended log may be pruned (`remit ledger prune`), once this is declared with `remit retention declare`. Default: never.',
        ),
    })
    .prefault({}),
  outbound: z
    .strictObject({
      proxy: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe(
          'Proxy for calls to servers, witnesses and the collector of traces; may hold a name and a password. https goes through a tunnel. Never used for this machine. Default: HTTPS_PROXY and HTTP_PROXY of the environment.',
        ),
      'no-proxy': z
        .array(z.string().refine(isNoProxyEntry, 'expected *, a name, an IP address or a CIDR block'))
        .optional()
        .describe(
          'Hosts that are called directly; a name stands for its subdomains too. Default: NO_PROXY of the environment.',
        ),
      'ca-file': z
        .string()
        .min(1)
        .optional()
        .describe(
          'PEM file of certificate authorities that servers, witnesses and the collector may have besides the public ones.',
        ),
      'private-hosts': z
        .array(z.string().min(1))
        .default([])
        .describe(
          'Host names in URLs of servers, witnesses and the collector that may have private addresses. Any other name with one is refused (protects against DNS rebinding). A URL that holds an address, or localhost, needs no entry; behind a proxy the proxy resolves names.',
        ),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      otlp: z
        .strictObject({
          endpoint: z
            .url({ protocol: /^https?$/ })
            .describe('URL that traces are posted to, as a rule http://HOST:4318/v1/traces (OTLP/HTTP in JSON).'),
          headers: z
            .record(z.string(), SecretText)
            .default({})
            .describe('Headers for the collector, such as its credentials.'),
          'sample-ratio': z
            .number()
            .min(0)
            .max(1)
            .default(1)
            .describe('Share of traces that are sent, by trace id, whatever a client asks for.'),
          content: z
            .boolean()
            .default(false)
            .describe(
              'Send what models were asked and answered, up to 16384 characters of each, to the collector too. It is personal data there, outside the vault.',
            ),
        })
        .optional()
        .describe('Send traces of calls; see docs/reference/traces.md. Default: no traces.'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      public: z
        .boolean()
        .default(false)
        .describe(
          'Answer GET /metrics to everybody who reaches the listener. Default: only to processes on this machine that no proxy speaks for.',
        ),
    })
    .prefault({}),
  admin: z
    .strictObject({
      socket: z
        .string()
        .optional()
        .describe('Unix socket of the administration API; default: run/admin.sock in the data folder.'),
    })
    .prefault({}),
  logging: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least severe line that is written.'),
    })
    .prefault({}),
});

export type FileConfig = z.infer<typeof ConfigSchema>;
export type FileServer = FileConfig['servers'][string];
