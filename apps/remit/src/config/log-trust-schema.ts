/** The keys of `log` in the configuration file that say who vouches for the log. */
import { z } from 'zod';
import { SecretText } from './secret-value.ts';

const Anchor = z.strictObject({
  name: z.string().min(1).describe('Name for messages, records and lines "tsa NAME ..." of the policy.'),
  url: z.url({ protocol: /^https?$/ }).describe('Address of a time-stamp authority (RFC 3161 over HTTP).'),
  certificate: z
    .string()
    .min(1)
    .optional()
    .describe(
      'PEM file: the certificate of the authority, or of who issued it. A token that does not hold under it is not taken. Default: the line "tsa NAME ..." of the policy, if there is one.',
    ),
  headers: z.record(z.string(), SecretText).default({}).describe('Headers for it, such as its credentials.'),
});

/** Keys of `log` in the configuration file. */
export const logTrustFields = {
  policy: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Witnesses and their quorum as a C2SP tlog-policy: a file, or the text itself when it has several lines. Witness lines with a URL are asked to cosign. remit verify --trust reads the same file. Instead of witnesses.',
    ),
  'witness-alert-seconds': z
    .int()
    .min(1)
    .max(86_400)
    .default(60)
    .describe(
      'Age of the oldest record without a quorum of witnesses above which the log of the process and /readyz say so.',
    ),
  signer: z
    .strictObject({
      socket: z.string().min(1).describe('Socket of a signer that was started with remit signer.'),
      folder: z
        .string()
        .min(1)
        .describe(
          'Folder of that signer. The server refuses to start when it can read it: then the signer is not apart.',
        ),
    })
    .optional()
    .describe('A signer that runs by itself, under a user of its own. Default: one is started in the data folder.'),
  anchors: z.array(Anchor).default([]).describe('Who time-stamps heads of the log.'),
  'anchor-seconds': z
    .int()
    .min(1)
    .max(604_800)
    .default(3_600)
    .describe('Time between two time-stamps of one authority. None is asked for while nothing new is in the log.'),
} as const;
