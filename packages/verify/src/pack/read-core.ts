/** Takes the material of a pack back out of its files: what everything else in it must follow from. */
import type { Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import type { ImportedChunk } from '../imported/material.ts';
import { importedPaths } from '../imported/material.ts';
import type { EntryList } from '../log/entry-list.ts';
import { readCarried } from '../projection/carried.ts';
import { CONTEXT_FIELD } from '../projection/contexts.ts';
import type { PackCore, PackInputs } from '../projection/pack-core.ts';
import { paths, renderedPaths } from '../projection/pack-core.ts';
import type { Rules } from '../projection/rules.ts';
import { contentsOf } from './pack-files.ts';

/**
 * The material, from the files and the entries. `rules` as the manifest names them; absent: not held here, and only what any
 * version has is read. Blobs are named by their file name; whether it is their digest is checked later.
 */
export function readCore(
  files: ReadonlyMap<string, Uint8Array>,
  inputs: PackInputs,
  checkpoint: string,
  entries: EntryList,
  rules: Rules | undefined,
): Result<PackCore, string> {
  const verifier = files.get(paths.verifier) ?? new Uint8Array();
  if (rules === undefined)
    return ok({ inputs, checkpoint, entries, blobs: new Map(), disclosures: new Map(), verifier });
  const disclosures = readDisclosures(files.get(paths.disclosures));
  if (!disclosures.ok) return err(`${paths.disclosures}: ${disclosures.error}`);
  const blobs = new Map<string, Uint8Array>();
  for (const path of files.keys()) {
    const sha =
      /^(?:(?:06_declared_scopes|06_declared_scopes\/agents|05_system_card)\/([0-9a-f]{64})\.yaml|(?:12_integrity\/tool-definitions|09_attestations\/statements|06_declared_scopes\/people)\/([0-9a-f]{64})\.json|12_integrity\/anchors\/([0-9a-f]{64})\.(?:checkpoint|tsr))$/.exec(
        path,
      );
    const name = sha?.[1] ?? sha?.[2] ?? sha?.[3];
    const bytes = name === undefined ? undefined : files.get(path);
    if (name !== undefined && bytes !== undefined) blobs.set(name, bytes);
  }
  const rendered = new Map(
    renderedPaths.flatMap((path) => {
      const bytes = files.get(path);
      return bytes === undefined ? [] : [[path, bytes] as const];
    }),
  );
  const witnessed = files.get(paths.witnessed);
  const rootProof = files.get(paths.rootProof);
  const rootTail = files.get(paths.rootTail);
  const imported = readImported(files);
  return ok({
    inputs,
    rules,
    checkpoint,
    ...(witnessed === undefined ? {} : { witnessed: fromUtf8(witnessed) ?? '' }),
    ...(rootProof === undefined ? {} : { rootProof: fromUtf8(rootProof) ?? '' }),
    ...(rootTail === undefined ? {} : { rootTail }),
    entries,
    blobs,
    disclosures: disclosures.value,
    verifier,
    carried: readCarried(files),
    rendered,
    ...(imported.size === 0 ? {} : { imported }),
  });
}

/** Files of leaves by the batch that their folder names, in the order of their names. Whether they fit is checked later. */
function readImported(files: ReadonlyMap<string, Uint8Array>): Map<string, ImportedChunk[]> {
  const imported = new Map<string, ImportedChunk[]>();
  for (const path of [...files.keys()].sort()) {
    const [, id, n] = /^11_sources\/([0-9A-Z]{26})\/events-(\d{5})\.jsonl$/.exec(path) ?? [];
    const held = contentsOf(files);
    const leaves = held.get(path);
    if (id === undefined || leaves === undefined) continue;
    const contexts = held.get(importedPaths.contexts(id, Number(n)));
    imported.set(id, [...(imported.get(id) ?? []), { leaves, ...(contexts === undefined ? {} : { contexts }) }]);
  }
  return imported;
}

function readDisclosures(bytes: Uint8Array | undefined): Result<Map<string, string>, string> {
  if (bytes === undefined) return err('is missing');
  const text = fromUtf8(bytes);
  if (text === undefined) return err('not UTF-8 text');
  const disclosures = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const parsed = parseStrictJson(line, { maxDepth: 2 });
    if (isRefusal(parsed)) return err(`line ${disclosures.size + 1} is not strict JSON: ${parsed.detail}`);
    const { record, field, disclosure } = Object(parsed.value) as Record<string, unknown>;
    if (typeof record !== 'string' || field !== CONTEXT_FIELD || typeof disclosure !== 'string')
      return err(`line ${disclosures.size + 1} is not {record, field: "ctx", disclosure}`);
    if (disclosures.has(record)) return err(`record ${record.slice(0, 26)} is disclosed twice`);
    disclosures.set(record, disclosure);
  }
  return ok(disclosures);
}
