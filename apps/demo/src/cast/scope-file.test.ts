import { parseScope } from '@remit/scope';
import { describe, expect, it } from 'vitest';
import { foreign } from './applicants.ts';
import { loanTriageScope } from './scope-file.ts';

const MODEL = { account: 'replay', model: 'replay-loan-triage' };

describe('the declared scope of the demo', () => {
  it.each(['/srv/applicants', '/home/o\'brien/a folder "quoted"/applicants'])(
    'is a valid scope file over %s',
    (folder) => {
      const parsed = parseScope(loanTriageScope(folder, 2026, MODEL));
      expect(parsed.ok ? [] : parsed.error).toEqual([]);
    },
  );

  it('names the assigned cases and nothing of the other team', () => {
    const text = loanTriageScope('/srv/applicants', 2026, MODEL);
    expect(text).toContain('roots: ["/srv/applicants/case-1001", "/srv/applicants/case-1002"]');
    expect(text).not.toContain(foreign.id);
  });

  it('is in force from the first day of the year to the last day of the next', () => {
    const parsed = parseScope(loanTriageScope('/srv/applicants', 2026, MODEL));
    expect(parsed).toMatchObject({
      ok: true,
      value: { valid: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2028, 0, 1) - 1 } },
    });
  });
});
