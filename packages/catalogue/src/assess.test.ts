import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportEvidence } from './assess.ts';
import { assess } from './assess.ts';
import { CURRENT_LAW_VERSION, catalogueFor, LAW_VERSIONS } from './catalogue.ts';
import type { EvidenceCount } from './counts.ts';
import { EXCEPTION_KINDS, evidenceCounts } from './counts.ts';
import type { RiskClass } from './data-types.ts';
import { ceilings, STATUS_WORDS } from './status.ts';

const { rows } = catalogueFor(CURRENT_LAW_VERSION);
const nothing: ReportEvidence = { counts: {}, exceptions: [], attestations: [] };
const one = (id: string, evidence: ReportEvidence) =>
  assess(rows, evidence).find((row) => row.id === id) ?? expect.unreachable(id);

// Object.keys widens to string; the names are those of the object itself.
const names = Object.keys(evidenceCounts) as EvidenceCount[];
const classes: RiskClass[] = ['high-risk', 'annexIII', 'annexIII.1a', 'fria', 'public-deployer', 'workplace', 'art50'];
const evidenceArb: fc.Arbitrary<ReportEvidence> = fc.record({
  counts: fc.dictionary(fc.constantFrom(...names), fc.nat(3)),
  uncertain: fc.dictionary(
    fc.constantFrom(...names),
    fc.array(fc.constantFrom('partial_chain', 'time_uncertain'), { maxLength: 2 }),
  ),
  exceptions: fc.array(fc.record({ id: fc.string(), kind: fc.constantFrom(...EXCEPTION_KINDS, 'unheard_of') }), {
    maxLength: 3,
  }),
  classes: fc.subarray(classes),
  attestations: fc.array(
    fc.record({
      ref: fc.constantFrom(...rows.map((row) => row.id)),
      record: fc.string(),
      state: fc.constantFrom('signed', 'unsigned', 'bad_signature', 'altered', 'expired', 'withdrawn', 'outdated'),
      kind: fc.constantFrom('statement', 'not_applicable'),
    }),
    { maxLength: 4 },
  ),
});

describe('statuses', () => {
  it('[catalogue.ceiling] no row exceeds its ceiling, and its attestation line stays as it is', () => {
    fc.assert(
      fc.property(evidenceArb, fc.constantFrom(...LAW_VERSIONS), (evidence, version) => {
        const listed = catalogueFor(version).rows;
        assess(listed, evidence).forEach((assessed, i) => {
          const row = listed[i] ?? expect.unreachable();
          expect(ceilings[row.ceiling]).toContain(assessed.evidence.status);
          expect(assessed.attestation?.status).toBe(row.ceiling === 'E' ? undefined : 'attestation_required');
        });
      }),
    );
  });

  it('[catalogue.ceiling] a signed statement changes no evidence line', () => {
    fc.assert(
      fc.property(evidenceArb, (evidence) => {
        const statements = rows.map(
          ({ id }) => ({ ref: id, record: 'r', state: 'signed', kind: 'statement' }) as const,
        );
        const lines = (input: ReportEvidence) => assess(rows, input).map((row) => row.evidence);
        expect(lines({ ...evidence, attestations: [...evidence.attestations, ...statements] })).toEqual(
          lines(evidence),
        );
      }),
    );
  });

  it('[catalogue.missing] without each needed count above zero nothing is free of exceptions', () => {
    fc.assert(
      fc.property(evidenceArb, (evidence) => {
        assess(rows, evidence).forEach((assessed, i) => {
          const { query } = rows[i] ?? expect.unreachable();
          const short = query.needs.length === 0 || query.needs.some((name) => !((evidence.counts[name] ?? 0) > 0));
          const { status, exceptions } = assessed.evidence;
          if (status === 'evidence_no_exceptions_found') expect([short, exceptions.length]).toEqual([false, 0]);
          if (status === 'evidence_with_exceptions') expect(exceptions.length).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('[catalogue.missing] with nothing measured every row says so', () => {
    const words = new Set(assess(rows, nothing).map((row) => row.evidence.status));
    expect([...words].sort()).toEqual(['attestation_required', 'no_evidence', 'not_assessed']);
    expect(one('AIA-12-1-a', nothing).evidence).toEqual({
      status: 'no_evidence',
      reasons: ['not_measured:records'],
      counts: {
        records: 'not_measured',
        calls: 'not_measured',
        sessions: 'not_measured',
        imported_events: 'not_measured',
      },
      exceptions: [],
    });
  });

  it('[catalogue.status-words] are the seven, in every outcome', () => {
    fc.assert(
      fc.property(evidenceArb, (evidence) => {
        for (const { evidence: line } of assess(rows, evidence)) expect(STATUS_WORDS).toContain(line.status);
      }),
    );
  });

  it('[catalogue.status-words] each is reached where it belongs', () => {
    const counts = { records: 5, judged_calls: 2, declared_scopes: 1 };
    expect(one('AIA-12-1-b', { ...nothing, counts }).evidence.status).toBe('evidence_no_exceptions_found');
    const gap = { id: 'EX-1', kind: 'sequence_gap' };
    expect(one('AIA-12-1-b', { ...nothing, counts, exceptions: [gap] }).evidence).toMatchObject({
      status: 'evidence_with_exceptions',
      exceptions: ['EX-1'],
    });
    expect(
      one('AIA-26-1', { ...nothing, counts, uncertain: { judged_calls: ['partial_chain'] } }).evidence,
    ).toMatchObject({ status: 'indeterminate', reasons: ['partial_chain'] });
    expect(one('AIA-26-1', { ...nothing, counts: { ...counts, judged_calls: 0 } }).evidence).toMatchObject({
      status: 'no_evidence',
      reasons: ['none:judged_calls'],
    });
    expect(one('AIA-12-2-0', { ...nothing, counts }).evidence.status).toBe('attestation_required');
  });

  it('[catalogue.status-words] Article 12(3) is assessed only where remote biometric identification is declared', () => {
    expect(one('AIA-12-3-a', nothing).evidence).toMatchObject({ status: 'not_assessed', reasons: ['no_system_card'] });
    expect(one('AIA-12-3-a', { ...nothing, classes: ['high-risk'] }).evidence).toMatchObject({
      status: 'not_assessed',
      reasons: ['class_not_declared:annexIII.1a'],
    });
    expect(one('AIA-12-3-a', { ...nothing, classes: ['annexIII.1a'] }).evidence).toMatchObject({
      status: 'no_evidence',
    });
  });

  it('[catalogue.ceiling] only a signed attestation with a reason makes a row not applicable', () => {
    const given = (state: 'signed' | 'unsigned' | 'withdrawn') =>
      one('AIA-26-7', { ...nothing, attestations: [{ ref: 'AIA-26-7', record: 'r1', state, kind: 'not_applicable' }] })
        .evidence.status;
    expect([given('signed'), given('unsigned'), given('withdrawn')]).toEqual([
      'not_applicable',
      'not_assessed',
      'not_assessed',
    ]);
  });
});
