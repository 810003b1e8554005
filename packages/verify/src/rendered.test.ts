/** Files of role `rendered`: carried with their digest, said to be taken as given, and nothing else can hide behind them. */
import { utf8 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { assemblePack } from './projection/assemble.ts';
import { remanifest } from './testing/forge.ts';
import { honestPack } from './testing/pack.ts';
import { verifyPack } from './verify-pack.ts';

async function renderedPack(rendered: ReadonlyMap<string, Uint8Array>) {
  const pack = await honestPack(40);
  const core = { ...pack.core, rendered };
  const assembled = assemblePack(core);
  if (!assembled.ok) throw new Error('the story must assemble');
  return { ...pack, core, files: new Map(assembled.value.files), manifest: assembled.value.manifest };
}

const PDF = new Map([['01_report.pdf', utf8('%PDF-1.7\n')]]);

describe('rendered files', () => {
  it('[verify.rendered] stand in the manifest by digest, are no longer listed as absent, and are said to be taken as given', async () => {
    const { files, manifest, trust, now } = await renderedPack(PDF);
    const listed = manifest.files.find(({ path }) => path === '01_report.pdf');
    expect(listed).toMatchObject({ role: 'rendered', bytes: 9, mediaType: 'application/pdf' });
    expect(manifest.absent.map(({ path }) => path)).not.toContain('01_report.pdf');
    const report = await verifyPack(packFromFiles(files), trust, now);
    expect(report.result).toBe('PASS');
    expect(report.steps.find(({ name }) => name === 'derived')?.says.join('\n')).toContain(
      '01_report.pdf is a rendering and is not made again',
    );
  });

  it('[verify.rendered] a page that the manifest does not list as it is fails, and so does any other added file', async () => {
    const { files, trust, now, core } = await renderedPack(PDF);
    const changed = new Map(files).set('01_report.pdf', utf8('%PDF-1.7 x'));
    expect((await verifyPack(packFromFiles(changed), trust, now)).result).toBe('FAIL');
    const added = remanifest(new Map(files).set('01_summary.pdf', utf8('%PDF-1.7\n')), core);
    expect((await verifyPack(packFromFiles(added), trust, now)).result).toBe('FAIL');
  });

  it('only the known paths are taken from the material', async () => {
    const { files } = await renderedPack(new Map([['07_traces.jsonl', utf8('')], ...PDF]));
    expect(files.get('07_traces.jsonl')?.length).toBeGreaterThan(100);
  });
});
