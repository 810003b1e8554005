/**
 * The one configuration file. Every field says what it is for; the process refuses to start on anything else.
 * Names are kebab-case in the file, as in scope files.
 */

import { z } from 'zod';
import { limitsField } from './limits-schema.ts';
import { listenField } from './listen-schema.ts';
import { LlmSchema } from './llm-schema.ts';
import { logTrustFields } from './log-trust-schema.ts';
import { outboundField } from './outbound-schema.ts';
import { ReportsSchema } from './reports.ts';
import { retentionField } from './retention-schema.ts';
import { serversField } from './server-schema.ts';
import { sequencersField, storeField, tilesField } from './storage-schema.ts';
import { telemetryField } from './telemetry-schema.ts';

const Witness = z.strictObject({
  name: z.string().min(1).describe('Name for messages.'),
  url: z
    .url({ protocol: /^https?$/ })
    .describe('Prefix of the witness; add-checkpoint is appended (C2SP tlog-witness).'),
  vkey: z.string().min(1).describe('Verification key of the witness (C2SP signed-note vkey, type 0x04).'),
});

export const ConfigSchema = z.strictObject({
  data: z.string().default('./remit-data').describe('Data folder. One process owns it at a time.'),
  store: storeField,
  tiles: tilesField,
  listen: listenField,
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
  servers: serversField,
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
  limits: limitsField,
  retention: retentionField,
  outbound: outboundField,
  telemetry: telemetryField,
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
