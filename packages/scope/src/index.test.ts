import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as engineEntry from './engine-entry.ts';
import * as index from './index.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** What a source file loads at run time: its own files are followed, everything else is collected. */
function loads(file: string, seen: Set<string>, outside: Set<string>): void {
  if (seen.has(file)) return;
  seen.add(file);
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm,
  )) {
    if (from.startsWith('.')) loads(join(dirname(file), from), seen, outside);
    else outside.add(from);
  }
}

describe('what the package offers', () => {
  it('pins the exports', () => {
    expect(Object.keys(index).sort()).toEqual([
      'COMPILER',
      'MAX_SCOPE_BYTES',
      'MODEL_FACTS',
      'compileScope',
      'createScopeDraft',
      'decideRecorded',
      'describeScope',
      'foreignContext',
      'isModelServer',
      'modelServer',
      'namesTool',
      'ownEvaluator',
      'parseScope',
      'readYaml',
      'reasons',
      'redecide',
      'refuseYamlText',
      'rememberDecisions',
      'scopeWarnings',
    ]);
    expect(Object.keys(engineEntry).sort()).toEqual(['createCedarEvaluator', 'createScopeEngine', 'followLinks']);
  });

  it('[scope.bundle] the index loads neither Cedar nor the file system', () => {
    const outside = new Set<string>();
    const seen = new Set<string>();
    loads(join(here, 'index.ts'), seen, outside);
    expect([...seen].every((file) => existsSync(file))).toBe(true);
    expect([...outside].sort()).toEqual(['@remit/core', 'yaml', 'zod']);
    const engine = new Set<string>();
    loads(join(here, 'engine-entry.ts'), new Set(), engine);
    expect([...engine]).toContain('@cedar-policy/cedar-wasm/nodejs');
  });
});
