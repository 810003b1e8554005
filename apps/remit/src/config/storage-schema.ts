/** Where things lie and who puts records in order: the part of the configuration for more than one machine. */
import { z } from 'zod';

const SecretText = z
  .union([
    z.string(),
    z.strictObject({ file: z.string().describe('File that holds the value; its last newline is dropped.') }),
  ])
  .describe('A value, or { file: PATH } to read it from a file.');

/** The key `store`. */
export const storeField = z
  .union([
    z.enum(['sqlite']),
    z.strictObject({
      postgres: z.strictObject({
        url: SecretText.optional().describe(
          'postgres://USER:PASSWORD@HOST/DATABASE, as a rule { file: PATH }; REMIT_STORE_URL and REMIT_STORE_URL_FILE win over it. A connection of its own, not through a pooler that shares sessions.',
        ),
        'subject-keys': z
          .string()
          .min(1)
          .optional()
          .describe(
            'File of the keys of persons, where several processes work on one log; default: subject-keys/keys.bin in the data folder. Never in the database.',
          ),
      }),
    }),
  ])
  .default('sqlite')
  .describe(
    'Where records and keys lie: SQLite files in the data folder, or a PostgreSQL database (docs/postgres.md).',
  );

/** The key `tiles`. */
export const tilesField = z
  .union([
    z.enum(['folder']),
    z.strictObject({
      s3: z.strictObject({
        bucket: z.string().min(3).describe('Name of the bucket. It must honour If-None-Match and If-Match of writes.'),
        prefix: z
          .string()
          .regex(/^(?:[^/].*\/)?$/, 'expected nothing, or a prefix that ends with a slash')
          .default('')
          .describe('Before every key; one log, one prefix.'),
        region: z.string().min(1).default('us-east-1').describe('Region that requests are signed for.'),
        endpoint: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe('URL of an S3-compatible service; default: AWS.'),
        'access-key': SecretText.optional().describe('Access key id; default: what the AWS SDK finds, such as a role.'),
        'secret-key': SecretText.optional().describe('Secret access key, as a rule { file: PATH }.'),
      }),
    }),
  ])
  .default('folder')
  .describe(
    'Where the log is published (tiles, entry bundles, checkpoint) and public blobs lie: folders in the data folder, or an S3-compatible bucket.',
  );

/** The key `log.sequencers`. */
export const sequencersField = z
  .strictObject({
    at: z
      .array(z.string().regex(/^(?:\/.+|.+:\d{1,5})$/, 'expected an absolute path of a socket, or HOST:PORT'))
      .min(1)
      .describe(
        'Sequencers (remit sequencer) that this gateway sends its records to; the one that holds the lease takes them.',
      ),
    certificate: z.string().min(1).optional().describe('PEM file: what this process shows over TCP.'),
    key: z.string().min(1).optional().describe('PEM file of its private key.'),
    ca: z.string().min(1).optional().describe('PEM file: the authority that has signed the other side.'),
  })
  .optional()
  .describe('Sequencers that run by themselves. Default: this process starts one of its own, and a signer.');
