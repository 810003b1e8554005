/** Packs made to break the verifier: it answers FAIL or INCOMPLETE, and never throws. */
import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { packFromZip } from './pack/zip.ts';
import { paths } from './projection/pack-core.ts';
import { remanifest } from './testing/forge.ts';
import { honestPack } from './testing/pack.ts';
import { verifyPack } from './verify-pack.ts';

// Hundreds of packs are verified in one test: seconds on an idle machine, minutes on a busy one.
vi.setConfig({ testTimeout: 300_000 });

describe('hostile packs', () => {
  it('[verify.hostile-pack] random bytes as a zip never throw and never pass', async () => {
    const { trust, now } = await honestPack(12);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect((await verifyPack(packFromZip(bytes), trust, now)).result).toBe('FAIL');
      }),
      { numRuns: 300 },
    );
  });

  it('[verify.hostile-pack] any file replaced by anything, manifest written again, never throws and never passes', async () => {
    const pack = await honestPack(12);
    const names = [...pack.files.keys()].filter((path) => path !== paths.verifier);
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => utf8(`${json}\n`)),
      fc.string().map(utf8),
      fc.constantFrom('', '{}', '[]', 'null', '{"files":[]}', '{"__proto__":1}', '\ufeff{}').map(utf8),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), content, async (path, bytes) => {
        const files = new Map([...pack.files, [path, bytes] as const]);
        const rewritten = path === paths.manifest ? files : remanifest(files, pack.core);
        const report = await verifyPack(packFromFiles(rewritten), pack.trust, pack.now);
        expect(report.result).toBe('FAIL');
        expect(report.steps.flatMap((step) => step.says).join('\n')).not.toMatch(/could not be carried out/);
      }),
      { numRuns: 400 },
    );
  });

  it('[verify.hostile-pack] a huge size in the checkpoint or manifest costs nothing', async () => {
    const pack = await honestPack(12);
    const huge = pack.core.checkpoint.replace('\n12\n', '\n9007199254740991\n');
    const core = { ...pack.core, inputs: { ...pack.core.inputs, size: Number.MAX_SAFE_INTEGER } };
    const files = remanifest(new Map([...pack.files, [paths.checkpoint, utf8(huge)]]), core);
    expect((await verifyPack(packFromFiles(files), pack.trust, pack.now)).result).toBe('FAIL');
    expect((await verifyPack(packFromFiles(files), undefined, pack.now)).result).toBe('FAIL');
  });

  it('an empty pack fails', async () => {
    const { trust, now } = await honestPack(12);
    expect((await verifyPack(packFromFiles(new Map()), trust, now)).result).toBe('FAIL');
  });
});
