/** Step "manifest": files against the manifest (compliance reference §13). */
import { digestOf, sizeOf } from '../pack/file-content.ts';
import { contentsOf } from '../pack/pack-files.ts';
import { printable } from '../pack/pack-path.ts';
import { readManifest } from '../pack/read-manifest.ts';
import { paths } from '../projection/pack-core.ts';
import { unknownRules } from '../projection/rules.ts';
import type { Check } from './check.ts';
import { firstFew } from './check.ts';

/** Is every listed file there with the right digest, and no other file? */
export const manifestFiles: Check = {
  name: 'manifest',
  doesNotProve: 'that the manifest itself is genuine; the steps below rest on the log instead',
  protectsAgainst: 'damage, and files that were added, dropped or exchanged without touching the manifest',
  run: ({ source }) => {
    const bytes = source.files.get(paths.manifest);
    if (bytes === undefined) return { status: 'fail', says: [`${paths.manifest} is missing`] };
    const manifest = readManifest(bytes);
    if (!manifest.ok) return { status: 'fail', says: [`${paths.manifest}: ${manifest.error}`] };
    const listed = new Map(manifest.value.files.map((file) => [file.path, file]));
    const problems: string[] = [];
    const held = contentsOf(source.files);
    if (listed.size !== manifest.value.files.length) problems.push('a path is listed twice');
    for (const [path, file] of listed) {
      const content = held.get(path);
      if (content === undefined) problems.push(`${printable(path)}: listed and not there`);
      else if (sizeOf(content) !== file.bytes || digestOf(content) !== file.sha256)
        problems.push(`${printable(path)}: not the file that the manifest lists`);
    }
    for (const path of source.files.keys())
      if (path !== paths.manifest && path !== paths.signature && !listed.has(path))
        problems.push(`${printable(path)}: there and not listed`);
    const found = { manifest: manifest.value };
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems), found };
    const unknown = unknownRules(manifest.value.projection);
    if (unknown !== undefined) return { status: 'incomplete', says: [unknown], found };
    return { status: 'ok', says: [`${listed.size} files are there as listed`], found };
  },
};
