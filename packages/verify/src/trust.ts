/**
 * The trust file: whose signatures count, given from outside the pack. A C2SP tlog-policy, optionally followed by a line
 * `---` and a verbatim signed checkpoint that the reader already holds (the known head).
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { TlogPolicy } from '@remit/tlog';
import { parsePolicy } from '@remit/tlog';

/** Trust of one reader. `knownHead`: a signed note, checked against the policy when a pack is verified. */
export interface TrustFile {
  readonly policy: TlogPolicy;
  readonly knownHead?: string;
}

const SEPARATOR = /^---\n/m;

/** Parses a trust file. The error says what is wrong with which part. */
export function parseTrust(text: string): Result<TrustFile, string> {
  const at = text.search(SEPARATOR);
  const policy = parsePolicy(at < 0 ? text : text.slice(0, at));
  if (!policy.ok) return err(`the policy: ${policy.error}`);
  if (at < 0) return ok({ policy: policy.value });
  const knownHead = text.slice(at + '---\n'.length);
  if (knownHead.trim() === '') return err('after the line --- a signed checkpoint must follow');
  return ok({ policy: policy.value, knownHead });
}
