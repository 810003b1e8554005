/** Every JSON of a pack validates against its JSON Schema, and every schema is written for something that packs hold. */
import { CURRENT_LAW_VERSION, catalogueDigest, catalogueFor, statementText } from '@remit/catalogue';
import { fromUtf8, rfc3339, utf8 } from '@remit/core';
import { packJsonSchema, packSchemas } from '@remit/record';
import { everyTypeStory, TEST_START, testHandle, testSeed } from '@remit/verify/testing';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { buildPack } from './build-pack.ts';
import { reportSignerOf } from './sign-manifest.ts';
import { readerOfTestLedger } from './testing-reader.ts';

const ajv = new Ajv({ strict: true, allErrors: true, validateFormats: false });
const validators = packSchemas.map((schema) => ({
  ...schema,
  validate: ajv.compile(withoutDialect(packJsonSchema(schema))),
}));

/** A schema of our own, just written as text. The keywords it uses mean the same in every dialect that ajv knows. */
function withoutDialect(text: string): object {
  const { $schema: _, ...schema } = JSON.parse(text) as { $schema: string };
  return schema;
}

const CARD = `remit-system: 1
id: loan-triage-eu
name: Loan triage
version: "2.3"
purpose: Sorts incoming loan applications by completeness for a clerk.
role: both
classification: { class: annex-iii, point: 5(b), rule: Article 6(2), reason: Prepares an evaluation of creditworthiness. }
logging-plan:
  - { id: LP-1, situation: A call outside the declared scope, serves: [12(2)(a)], events: [mcp.decision, scope_out] }
`;

async function richPack() {
  const { ledger } = everyTypeStory();
  const sha = ledger.putBlob(utf8(CARD));
  ledger.append({ t: 'registry.change', chg: { what: 'system.declare', ref: 'loan-triage-eu', sha } });
  const text = statementText({
    schema: 'remit.attestation/1',
    kind: 'statement',
    ref: 'AIA-26-1',
    system: 'loan-triage-eu',
    lawVersion: CURRENT_LAW_VERSION,
    asked: 'what the row asks',
    statement: 'I have read what was shown.',
    as: 'Head of Credit Operations',
    at: rfc3339(ledger.now()),
    shown: { card: sha, catalogue: catalogueDigest(catalogueFor(CURRENT_LAW_VERSION)), reports: [] },
  });
  const statement = ledger.putBlob(utf8(text));
  const att = { ref: 'AIA-26-1', system: 'loan-triage-eu', statement };
  ledger.append({ t: 'attestation', who: { sub: testHandle('head') }, att });
  const size = ledger.entries.length;
  return await buildPack({
    reader: readerOfTestLedger(ledger, [{ size, note: await ledger.checkpoint() }]),
    period: { from: TEST_START, to: ledger.now() },
    now: ledger.now(),
    software: 'remit 0.1.0',
    verifierSource: utf8('// the verifier\n'),
    catalogue: CURRENT_LAW_VERSION,
    sample: { seed: 'an auditor', n: 3 },
    signer: reportSignerOf('remit.test/log/report', testSeed('report')),
    redacted: true,
  });
}

/** What does not validate, and the kinds that were met. */
function validateAll(files: ReadonlyMap<string, Uint8Array>, met: Set<string>): string[] {
  return [...files].flatMap(([path, bytes]) => {
    if (!/\.jsonl?$/.test(path)) return [];
    const kind = validators.find((one) => one.path.test(path));
    if (kind === undefined) return [`${path}: no schema`];
    met.add(kind.name);
    const text = fromUtf8(bytes) ?? '';
    const values = kind.lines ? text.split('\n').filter((line) => line !== '') : [text];
    return values.flatMap((value) =>
      kind.validate(JSON.parse(value)) ? [] : [`${path}: ${ajv.errorsText(kind.validate.errors)}`],
    );
  });
}

/** Kinds that only packs with foreign logs hold; the tests of those packs validate them. */
const FOREIGN = ['imported-trace', 'imported-event', 'source-statement', 'imported-context', 'join', 'people'];

describe('the JSON of a pack', () => {
  it('[report.schemas] validates, in the full pack and in its redacted variant', async () => {
    const pack = await richPack();
    const met = new Set<string>();
    expect(validateAll(pack.files, met)).toEqual([]);
    const { redacted = new Map<string, Uint8Array>() } = pack;
    expect(validateAll(redacted, met)).toEqual([]);
    expect(fromUtf8(redacted.get('10_changes.jsonl') ?? utf8(''))).toMatch(/"sub":"r_[A-Za-z0-9_-]{43}"/);
    expect(packSchemas.map(({ name }) => name).filter((name) => !met.has(name) && !FOREIGN.includes(name))).toEqual([]);
  });

  it('[report.schemas] is refused when it is something else', async () => {
    const { files } = await richPack();
    for (const { path, lines, validate } of validators) {
      const found = [...files].find(([name]) => path.test(name));
      if (found === undefined) continue;
      const text = fromUtf8(found[1]) ?? '';
      // A file of the pack: JSON.
      const value = JSON.parse(lines ? (text.split('\n')[0] ?? '') : text) as object;
      if ('schema' in value) expect(validate({ ...value, schema: 'another/1' }), found[0]).toBe(false);
      expect(validate(7), found[0]).toBe(false);
    }
  });
});
