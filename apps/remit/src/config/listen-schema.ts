/** Section listen: where callers come in. */
import { z } from 'zod';
import { isAddressOrBlock } from './addresses.ts';

export const listenField = z
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
  .prefault({});
