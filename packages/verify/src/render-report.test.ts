import { describe, expect, it } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { renderVerifyReport } from './render-report.ts';
import { honestPack, packOf } from './testing/pack.ts';
import { startStory } from './testing/story.ts';
import { verifyPack, verifySteps } from './verify-pack.ts';

describe('the report in a terminal', () => {
  it('[verify.report-text] names every step with what it does not prove and against whom it protects', async () => {
    const pack = await honestPack(20);
    const text = renderVerifyReport(await verifyPack(packFromFiles(pack.files), pack.trust, pack.now));
    expect(text).toMatch(/^PASS {2}/);
    for (const step of verifySteps) {
      expect(text).toContain(step.name);
      expect(text).toContain(step.doesNotProve);
      expect(text).toContain(step.protectsAgainst);
    }
    expect(text).toContain('Exceptions: none found. What was never recorded cannot be found.');
    expect(text).not.toContain('\u001b');
  });

  it('uses colours only when asked', async () => {
    const pack = await honestPack(12);
    const report = await verifyPack(packFromFiles(pack.files), undefined, pack.now);
    expect(renderVerifyReport(report, true)).toMatch(/^\u001b\[33mINCOMPLETE\u001b\[0m/);
  });

  it('[verify.report-text] prints no escape sequence that a pack brings along', async () => {
    const story = startStory();
    const act = { srv: 'files', method: 'tools/call', tool: 'a\u202etool\u00e9' };
    const context = { agent: 'x' };
    story.answer(story.decide({ act, context, dec: 'permit', rules: [] }), act);
    const pack = await packOf(story.ledger);
    const text = renderVerifyReport(await verifyPack(packFromFiles(pack.files), pack.trust, pack.now));
    expect(text).toContain('files/a\\u202etool\\u00e9');
    expect(text).not.toContain('\u202e');
  });
});
