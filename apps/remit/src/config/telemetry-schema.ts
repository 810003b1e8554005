/** Section telemetry: traces for a collector. */
import { z } from 'zod';
import { SecretText } from './secret-value.ts';

export const telemetryField = z
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
  .prefault({});
