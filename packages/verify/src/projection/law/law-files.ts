/** 04_catalogue.json, 05_logging_plan.json, 05_system_card/, 05_annexes/, 09_attestations/ (compliance reference §13). */
import type { ReadAttestation } from '@remit/catalogue';
import { utf8 } from '@remit/core';
import { paths } from '../pack-core.ts';
import type { LawParts } from './law-parts.ts';
import type { LawReading } from './law-reading.ts';
import { planItems } from './plan-items.ts';

/** The files of a reading, by path. */
export function lawFiles(parts: LawParts, law: LawReading): [string, Uint8Array][] {
  const { blobs } = parts.study.core;
  const carried = (path: string, sha: string | undefined): [string, Uint8Array][] => {
    const bytes = sha === undefined ? undefined : blobs.get(sha);
    return bytes === undefined ? [] : [[path, bytes]];
  };
  const statements = [...new Set(law.attestations.map(({ record }) => statementSha(parts, record)))];
  return [
    [paths.catalogue, pretty({ ...law.catalogue, digest: law.digest, assessment: law.assessment })],
    [paths.loggingPlan, pretty(loggingPlan(parts, law))],
    ...(law.card === undefined ? [] : carried(paths.systemCard(law.card.sha), law.card.sha)),
    ...annexFiles(law),
    ...law.attestations.map((one): [string, Uint8Array] => [
      paths.attestation(one.record),
      pretty(attestationFile(one)),
    ]),
    ...statements.flatMap((sha) => carried(paths.statement(sha), sha)),
    [paths.openItems, pretty({ schema: 'remit.open-items/1', system: law.system ?? null, open: law.open })],
  ];
}

function annexFiles({ annexes }: LawReading): [string, Uint8Array][] {
  if (annexes === undefined) return [];
  return [
    [paths.annexIv, pretty(annexes.iv)],
    ...annexes.viii.map((one): [string, Uint8Array] => [paths.annexViii(one.section), pretty(one)]),
  ];
}

function statementSha({ study }: LawParts, id: string): string {
  const record = study.view.byId.get(id)?.record;
  return record?.t === 'attestation' ? record.att.statement : '';
}

function loggingPlan(parts: LawParts, { system, card }: LawReading): object {
  const { from, to } = parts.study.core.inputs;
  const head = { schema: 'remit.logging-plan/1', system: system ?? null, period: { from, to } };
  if (card === undefined) return { ...head, absent: 'no system card is in force, so no logging plan was declared' };
  const place = { sha256: card.sha, record: card.record, declaredAt: card.at };
  if (card.kind !== 'ready') return { ...head, card: place, absent: `the system card is ${card.kind}` };
  const { retention } = card.card;
  return {
    ...head,
    card: place,
    retention: retention === undefined ? { absent: 'not declared' } : retention,
    items: planItems(parts, card.card),
  };
}

function attestationFile({ statement, ...one }: ReadAttestation): object {
  return { schema: 'remit.attestation-shown/1', ...one, statement: statement ?? null };
}

/** Indented JSON with a final line feed. */
function pretty(value: object): Uint8Array {
  return utf8(`${JSON.stringify(value, null, 2)}\n`);
}
