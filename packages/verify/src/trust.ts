/**
 * The trust file: whose signatures count, given from outside the pack. A C2SP tlog-policy, with lines
 * `report-key VKEY` for keys that may sign a pack's manifest, `writer-key VKEY` for keys of writers, and `tsa NAME BASE64` for time-stamp authorities (one certificate in
 * DER: the authority's own or that of its issuer), `root-log VKEY [URL]` for a log that holds the heads of this one, and
 * `root-quorum NAME|none` for who must have cosigned the heads of that one (default: the quorum), optionally followed by a line `---` and a verbatim signed checkpoint that the
 * reader already holds (the known head).
 */
import type { Result } from '@remit/core';
import { err, fromBase64, ok } from '@remit/core';
import type { ParsedVkey, TlogPolicy, TrustedTsa } from '@remit/tlog';
import { ED25519_TYPE, isCertificate, parsePolicy, parseVkey } from '@remit/tlog';

/** Trust of one reader. `knownHead`: a signed note, checked against the policy when a pack is verified. */
export interface TrustFile {
  readonly policy: TlogPolicy;
  readonly knownHead?: string;
  /** Verifier keys that may sign a manifest, from lines `report-key VKEY`. */
  readonly reportKeys?: readonly string[];
  /** Time-stamp authorities, from lines `tsa NAME BASE64`. */
  readonly tsas?: readonly TrustedTsa[];
  /** Verifier keys that writers may seal with, from lines `writer-key VKEY`. */
  readonly writerKeys?: readonly string[];
  /** The log of logs, from lines `root-log VKEY [URL]` and `root-quorum NAME|none`. */
  readonly root?: TrustedRoot;
}

/** A root log that is trusted. Several keys are several keys of one log: they have one name. */
export interface TrustedRoot {
  readonly keys: readonly ParsedVkey[];
  /** Where it is served, for whoever makes packs. */
  readonly url?: string;
  /** Name of the witness or group of the policy that must have cosigned its heads; undefined for `none`. */
  readonly quorum: string | undefined;
}

/** What stands in a trust file beside the policy. */
interface Extras {
  readonly reportKeys: string[];
  readonly tsas: TrustedTsa[];
  readonly writerKeys: string[];
  readonly rootKeys: ParsedVkey[];
  rootUrl: string | undefined;
  rootQuorum: string | undefined;
}

const SEPARATOR = /^---\n/m;

/** Parses a trust file. The error says what is wrong with which part. */
export function parseTrust(text: string): Result<TrustFile, string> {
  const at = text.search(SEPARATOR);
  const lines = (at < 0 ? text : text.slice(0, at)).split('\n');
  const extras: Extras = {
    reportKeys: [],
    tsas: [],
    writerKeys: [],
    rootKeys: [],
    rootUrl: undefined,
    rootQuorum: undefined,
  };
  for (const [n, line] of lines.entries()) {
    const [keyword = '', ...words] = line.trim().split(/[ \t]+/);
    if (!Object.hasOwn(readers, keyword)) continue;
    const problem = readers[keyword]?.(words, extras);
    if (problem !== undefined) return err(`line ${n + 1}: ${problem}`);
    // Emptied, not removed: the line numbers of the policy stay right.
    lines[n] = '';
  }
  const policy = parsePolicy(lines.join('\n'));
  if (!policy.ok) return err(`the policy: ${policy.error}`);
  const { reportKeys, tsas, writerKeys } = extras;
  const root = rootOf(policy.value, extras);
  if (!root.ok) return root;
  const keys = {
    ...(root.value === undefined ? {} : { root: root.value }),
    ...(reportKeys.length === 0 ? {} : { reportKeys }),
    ...(tsas.length === 0 ? {} : { tsas }),
    ...(writerKeys.length === 0 ? {} : { writerKeys }),
  };
  if (at < 0) return ok({ policy: policy.value, ...keys });
  const knownHead = text.slice(at + '---\n'.length);
  if (knownHead.trim() === '') return err('after the line --- a signed checkpoint must follow');
  return ok({ policy: policy.value, knownHead, ...keys });
}

/** The root log of a trust file; undefined when none is named. */
function rootOf(
  policy: TlogPolicy,
  { rootKeys, rootUrl, rootQuorum }: Extras,
): Result<TrustedRoot | undefined, string> {
  const [first] = rootKeys;
  if (first === undefined)
    return rootQuorum === undefined ? ok(undefined) : err('root-quorum stands without a line root-log');
  if (rootKeys.some(({ name }) => name !== first.name)) return err('the lines root-log name two logs');
  // Threat: a region that is its own root would vouch for itself.
  if (policy.logs.some(({ key }) => key.name === first.name))
    return err(`${first.name} is a log of this policy and its root log at once`);
  const name = rootQuorum ?? policy.quorum ?? 'none';
  const known = [...policy.witnesses, ...policy.groups].some((line) => line.name === name);
  if (name !== 'none' && !known) return err(`root-quorum ${name}: no witness or group has this name`);
  const quorum = name === 'none' ? undefined : name;
  return ok({ keys: rootKeys, ...(rootUrl === undefined ? {} : { url: rootUrl }), quorum });
}

/** Reads the words after the keyword of a line that is not of the policy. Returns what is wrong. */
type LineReader = (words: readonly string[], extras: Extras) => string | undefined;

const readers: Readonly<Record<string, LineReader | undefined>> = {
  'report-key'([vkey, ...more], { reportKeys }) {
    if (vkey === undefined || more.length > 0 || parseVkey(vkey)?.type !== ED25519_TYPE)
      return 'expected: report-key VKEY, an Ed25519 verifier key (type 0x01)';
    reportKeys.push(vkey);
    return undefined;
  },
  'writer-key'([vkey, ...more], { writerKeys }) {
    if (vkey === undefined || more.length > 0 || parseVkey(vkey)?.type !== ED25519_TYPE)
      return 'expected: writer-key VKEY, an Ed25519 verifier key (type 0x01)';
    writerKeys.push(vkey);
    return undefined;
  },
  'root-log'([vkey = '', url, ...more], extras) {
    const key = parseVkey(vkey);
    if (key?.type !== ED25519_TYPE || more.length > 0)
      return 'expected: root-log VKEY [URL], an Ed25519 verifier key (type 0x01)';
    extras.rootKeys.push(key);
    extras.rootUrl ??= url;
    return undefined;
  },
  'root-quorum'([name, ...more], extras) {
    if (name === undefined || more.length > 0 || extras.rootQuorum !== undefined)
      return 'expected once: root-quorum NAME, a witness or group of this file, or none';
    extras.rootQuorum = name;
    return undefined;
  },
  tsa([name, text, ...more], { tsas }) {
    const certificate = fromBase64(text ?? '');
    if (name === undefined || certificate === undefined || more.length > 0 || !isCertificate(certificate))
      return 'expected: tsa NAME BASE64, the certificate of a time-stamp authority in DER';
    tsas.push({ name, certificate });
    return undefined;
  },
};
