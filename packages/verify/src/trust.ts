/**
 * The trust file: whose signatures count, given from outside the pack. A C2SP tlog-policy, with lines
 * `report-key VKEY` for keys that may sign a pack's manifest, optionally followed by a line `---` and a verbatim signed checkpoint that the reader already holds (the known head).
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { TlogPolicy } from '@remit/tlog';
import { ED25519_TYPE, parsePolicy, parseVkey } from '@remit/tlog';

/** Trust of one reader. `knownHead`: a signed note, checked against the policy when a pack is verified. */
export interface TrustFile {
  readonly policy: TlogPolicy;
  readonly knownHead?: string;
  /** Verifier keys that may sign a manifest, from lines `report-key VKEY`. */
  readonly reportKeys?: readonly string[];
}

const SEPARATOR = /^---\n/m;

/** Parses a trust file. The error says what is wrong with which part. */
export function parseTrust(text: string): Result<TrustFile, string> {
  const at = text.search(SEPARATOR);
  const lines = (at < 0 ? text : text.slice(0, at)).split('\n');
  const reportKeys: string[] = [];
  for (const [n, line] of lines.entries()) {
    const [keyword, vkey, ...more] = line.trim().split(/[ \t]+/);
    if (keyword !== 'report-key') continue;
    if (vkey === undefined || more.length > 0 || parseVkey(vkey)?.type !== ED25519_TYPE)
      return err(`line ${n + 1}: expected: report-key VKEY, an Ed25519 verifier key (type 0x01)`);
    reportKeys.push(vkey);
    // Emptied, not removed: the line numbers of the policy stay right.
    lines[n] = '';
  }
  const policy = parsePolicy(lines.join('\n'));
  if (!policy.ok) return err(`the policy: ${policy.error}`);
  const keys = reportKeys.length === 0 ? {} : { reportKeys };
  if (at < 0) return ok({ policy: policy.value, ...keys });
  const knownHead = text.slice(at + '---\n'.length);
  if (knownHead.trim() === '') return err('after the line --- a signed checkpoint must follow');
  return ok({ policy: policy.value, knownHead, ...keys });
}
