/** Exports of other Remit installations among the paths of an ingestion: unpacked beside, each with what vouches for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { IntegrityFinding, ReceivedObject } from '@remit/ingest';
import { isRemitExport, remitExportObject } from '@remit/ingest';

/** What was found. `rest`: the paths that are no exports. The caller calls `dispose` when the objects are read. */
export interface RemitExports {
  readonly objects: readonly ReceivedObject[];
  readonly rest: readonly string[];
  finding(name: string): IntegrityFinding | undefined;
  dispose(): void;
}

/** Unpacks them; the first that cannot be read refuses the whole. Throws for a path that is not there. */
export async function unpackExports(
  paths: readonly string[],
  vkeys: readonly string[],
): Promise<Result<RemitExports, string>> {
  const exported = paths.filter(isRemitExport);
  const rest = paths.filter((path) => !exported.includes(path));
  const findings = new Map<string, IntegrityFinding>();
  const objects: ReceivedObject[] = [];
  const folder = exported.length === 0 ? undefined : mkdtempSync(join(tmpdir(), 'remit-export-'));
  const dispose = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  for (const [i, path] of exported.entries()) {
    const own = mkdtempSync(join(folder ?? tmpdir(), `${i}-`));
    const unpacked = await remitExportObject(path, { vkeys, folder: own });
    if (!unpacked.ok) {
      dispose();
      return err(`${path}: ${unpacked.error}`);
    }
    objects.push(unpacked.value.object);
    findings.set(unpacked.value.object.name, unpacked.value.finding);
  }
  return ok({ objects, rest, finding: (name) => findings.get(name), dispose });
}
