/**
 * Evidence that a log did not serve what its own signed head was made over. The head is signed, what was served is not:
 * the file convinces whoever trusts the mirror, and asks the operator for the record.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, parseStrictJson, sha256, toBase64, toHex, utf8 } from '@remit/core';
import { makeFolder, writeDurably } from '../../files/durable.ts';
import type { CopyProblem } from './signed-tiles.ts';

const SCHEMA = 'remit.copy-evidence/1';
/** More than this tells nothing new. */
const MAX_FILES = 64;

/** One file. `served`, `leaf`: base64, of the entry in place of the record, and of the leaf hash that the signed tree has there. */
export interface CopyEvidence {
  readonly kind: CopyProblem['kind'];
  readonly origin: string;
  /** RFC 3339. */
  readonly found: string;
  /** Key name of the mirror. */
  readonly by: string;
  /** Address that the log was read at. */
  readonly from: string;
  readonly path: string;
  readonly record: number;
  readonly says: string;
  /** The signed head, verbatim. */
  readonly head: string;
  readonly served?: string;
  readonly leaf?: string;
}

/** Keeps a problem durably, once for each file and record. Returns its path; undefined when the folder is full. */
export function keepCopyEvidence(
  folder: string,
  problem: CopyProblem,
  about: Pick<CopyEvidence, 'origin' | 'found' | 'by' | 'from' | 'head'>,
): string | undefined {
  const { kind, path: at, record, says, served, leaf } = problem;
  // The same file of a later head of the log is the same finding.
  const name = toHex(sha256(utf8([about.origin, kind, at, record].join('\n'))));
  const path = join(folder, `copy-${kind}-${name}.json`);
  makeFolder(folder);
  if (existsSync(path)) return path;
  if (readdirSync(folder).filter((file) => file.startsWith('copy-')).length >= MAX_FILES) return undefined;
  const evidence: CopyEvidence = {
    kind,
    ...about,
    path: at,
    record,
    says,
    ...(served === undefined ? {} : { served: toBase64(served) }),
    ...(leaf === undefined ? {} : { leaf: toBase64(leaf) }),
  };
  writeDurably(path, utf8(`${JSON.stringify({ schema: SCHEMA, ...evidence }, null, 2)}\n`));
  return path;
}

/** All of a folder, by file name. Empty when there is no such folder. */
export function listCopyEvidence(folder: string): { readonly path: string; readonly evidence: CopyEvidence }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('copy-'))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const evidence = parseCopyEvidence(readFileSync(path, 'utf8'));
      return evidence === undefined ? [] : [{ path, evidence }];
    });
}

/** Reads a file; undefined when it is none. */
function parseCopyEvidence(text: string): CopyEvidence | undefined {
  const json = parseStrictJson(text);
  if (isRefusal(json)) return undefined;
  const { schema, ...rest } = Object(json.value) as Record<string, unknown>;
  const texts = ['origin', 'found', 'by', 'from', 'path', 'says', 'head'].every((key) => typeof rest[key] === 'string');
  if (schema !== SCHEMA || !texts || !Number.isSafeInteger(rest['record'])) return undefined;
  if (rest['kind'] !== 'missing' && rest['kind'] !== 'altered') return undefined;
  // The members were checked one by one above; the two optional ones are only shown.
  return rest as unknown as CopyEvidence;
}
