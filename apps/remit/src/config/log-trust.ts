/**
 * Who vouches for the log, from the configuration: witnesses with their quorum, and time-stamp authorities. The policy is
 * the same text that `remit verify --trust` reads, so that server and reader mean the same quorum.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AnchorTarget, WitnessTarget } from '@remit/ledger';
import { witnessTargets } from '@remit/ledger';
import type { TrustFile } from '@remit/verify';
import { parseTrust } from '@remit/verify';
import { z } from 'zod';
import type { Config } from './load.ts';
import { secretTexts } from './secret-text.ts';
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
  anchors: z.array(Anchor).default([]).describe('Who time-stamps heads of the log.'),
  'anchor-seconds': z
    .int()
    .min(1)
    .max(604_800)
    .default(3_600)
    .describe('Time between two time-stamps of one authority. None is asked for while nothing new is in the log.'),
} as const;

/** What the ledger is started with. */
export interface LogTrust {
  readonly witnesses: readonly WitnessTarget[];
  /** Absent: one witness is enough. */
  readonly policy: TrustFile['policy'] | undefined;
  readonly lateMs: number;
  readonly anchors: readonly AnchorTarget[];
  readonly anchorMs: number;
}

/** Throws with the key of the configuration when a file cannot be read or says something else than it must. */
export function logTrust(config: Config): LogTrust {
  const { log } = config.file;
  const lateMs = log['witness-alert-seconds'] * 1000;
  const anchorMs = log['anchor-seconds'] * 1000;
  if (log.policy === undefined)
    return { witnesses: log.witnesses, policy: undefined, lateMs, anchorMs, anchors: anchorsOf(config, new Map()) };
  if (log.witnesses.length > 0) throw new Error('log.witnesses: leave it out when log.policy names the witnesses.');
  const trust = parseTrust(policyText(log.policy, config.base));
  if (!trust.ok) throw new Error(`log.policy: ${trust.error}.`);
  const { policy, tsas = [] } = trust.value;
  const witnesses = witnessTargets(policy);
  const certificates = new Map(tsas.map(({ name, certificate }) => [name, certificate]));
  return { witnesses, policy, lateMs, anchorMs, anchors: anchorsOf(config, certificates) };
}

function policyText(value: string, base: string): string {
  if (value.includes('\n')) return value;
  return readFileSync(resolve(base, value), 'utf8');
}

function anchorsOf(config: Config, certificates: ReadonlyMap<string, Uint8Array>): AnchorTarget[] {
  const { anchors } = config.file.log;
  const names = anchors.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new Error('log.anchors: two have the same name.');
  return anchors.map(({ name, url, headers, certificate }) => {
    const der = certificate === undefined ? certificates.get(name) : certificateOf(resolve(config.base, certificate));
    return {
      name,
      url,
      headers: secretTexts(headers, config.base),
      ...(der === undefined ? {} : { certificate: der }),
    };
  });
}

function certificateOf(path: string): Uint8Array {
  try {
    return new Uint8Array(new X509Certificate(readFileSync(path)).raw);
  } catch (error) {
    throw new Error(`log.anchors: ${path} is no certificate (${error instanceof Error ? error.message : 'unknown'}).`);
  }
}
