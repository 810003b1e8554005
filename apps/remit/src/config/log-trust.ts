/**
 * Who vouches for the log, from the configuration: witnesses with their quorum, and time-stamp authorities. The policy is
 * the same text that `remit verify --trust` reads, so that server and reader mean the same quorum.
 */
import { X509Certificate } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AnchorTarget, WitnessTarget } from '@remit/ledger';
import { witnessTargets } from '@remit/ledger';
import type { TrustFile } from '@remit/verify';
import { parseTrust } from '@remit/verify';
import type { Config } from './load.ts';
import { secretTexts } from './secret-text.ts';

/** What the ledger is started with. */
export interface LogTrust {
  readonly witnesses: readonly WitnessTarget[];
  /** Absent: one witness is enough. */
  readonly policy: TrustFile['policy'] | undefined;
  readonly lateMs: number;
  /** Where the root log is served that the policy names. */
  readonly rootUrl?: string;
  /** Socket of a signer that runs by itself. */
  readonly signer: string | undefined;
  readonly anchors: readonly AnchorTarget[];
  readonly anchorMs: number;
}

/** Throws with the key of the configuration when a file cannot be read or says something else than it must. */
export function logTrust(config: Config): LogTrust {
  const { log } = config.file;
  const signer = signerApart(config);
  const lateMs = log['witness-alert-seconds'] * 1000;
  const anchorMs = log['anchor-seconds'] * 1000;
  if (log.policy === undefined)
    return {
      witnesses: log.witnesses,
      policy: undefined,
      signer,
      lateMs,
      anchorMs,
      anchors: anchorsOf(config, new Map()),
    };
  if (log.witnesses.length > 0) throw new Error('log.witnesses: leave it out when log.policy names the witnesses.');
  const trust = parseTrust(policyText(log.policy, config.base));
  if (!trust.ok) throw new Error(`log.policy: ${trust.error}.`);
  const { policy, tsas = [], root } = trust.value;
  const witnesses = witnessTargets(policy);
  const certificates = new Map(tsas.map(({ name, certificate }) => [name, certificate]));
  return {
    witnesses,
    policy,
    signer,
    lateMs,
    anchorMs,
    anchors: anchorsOf(config, certificates),
    ...(root?.url === undefined ? {} : { rootUrl: root.url }),
  };
}

/** Threat: whoever can read the signer's folder has the log key, and whoever can write it has its memory. */
function signerApart({ file, base }: Config): string | undefined {
  const { signer } = file.log;
  if (signer === undefined) return undefined;
  const folder = resolve(base, signer.folder);
  try {
    accessSync(folder, constants.R_OK);
  } catch {
    return resolve(base, signer.socket);
  }
  throw new Error(
    `log.signer: this process can read ${folder}, so the signer is not apart. Run the signer under a user of its own and give its folder mode 0700.`,
  );
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
