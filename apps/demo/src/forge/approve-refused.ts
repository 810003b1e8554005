/**
 * Third forgery, the lie: a proposal that a person refused stands in the log as approved and carried out. Everything
 * that would give the lie away is changed with it: the approval, the decision after it and what it commits to, and an
 * outcome that never was. A genuine approval in the same log is the model.
 */
import { randomBytes } from 'node:crypto';
import { createIdSource, fixedClock, fromBase64Url, fromUtf8, rfc3339, toBase64Url } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { disclose } from '@remit/record';
import type { Call, Located, PackCore } from '@remit/verify';
import { finalDecision, readLog, studyLog } from '@remit/verify';
import { required } from '../show/demo-failure.ts';
import type { HistoryRecord } from './seal-history.ts';
import { sealHistory } from './seal-history.ts';

/** A forged log without its checkpoint, and the id of the decision that was turned. */
export interface ForgedLog {
  readonly entries: readonly Uint8Array[];
  readonly disclosures: ReadonlyMap<string, string>;
  readonly decision: string;
}

/** Milliseconds between a forged decision and its forged outcome. */
const TOOK_MS = 12;

/** Forges the log of a pack. Fails when it holds no refused proposal or no approved one. */
export function approveRefused(material: PackCore): ForgedLog {
  const view = readLog(material.entries);
  const records = required(view.ok ? view.value.records : undefined, 'a readable log');
  const { calls } = studyLog(required(view.ok ? view.value : undefined, 'a readable log'), material).calls;
  const refused = required(calls.find(answeredWith('rejected')), 'a refused proposal in the log');
  const model = required(calls.find(answeredWith('approved')), 'an approved proposal in the log');
  const decision = finalDecision(refused);
  const { disclosure, commitment } = approvedContext(material.disclosures.get(decision.record.id));
  const history = records.flatMap((located): HistoryRecord[] => {
    if (refused.approvals.some(({ leaf }) => leaf === located.leaf)) return [turnApproval(located)];
    if (located.leaf !== decision.leaf) return [{ record: located.record, was: located.leaf }];
    return [turnDecision(refused, model, commitment), inventOutcome(refused, model)];
  });
  return {
    entries: sealHistory(history),
    disclosures: new Map([...material.disclosures, [decision.record.id, disclosure]]),
    decision: decision.record.id,
  };
}

function answeredWith(verdict: 'approved' | 'rejected'): (call: Call) => boolean {
  return ({ approvals }) => approvals.some(({ record }) => record.apr.verdict === verdict);
}

function turnApproval({ record, leaf }: Located): HistoryRecord {
  if (record.t !== 'approval') throw new TypeError('not an approval');
  // The commitment to the reason for refusing goes with the refusal.
  const { c: _reason, ...kept } = record;
  return { record: { ...kept, apr: { ...record.apr, verdict: 'approved' } }, was: leaf };
}

function turnDecision(refused: Call, model: Call, contextCommitment: string): HistoryRecord {
  const { record, leaf } = finalDecision(refused);
  const { pol } = finalDecision(model).record;
  return { record: { ...record, pol, c: { ...record.c, ctx: contextCommitment } }, was: leaf };
}

function inventOutcome(refused: Call, model: Call): HistoryRecord {
  const { record: decision, leaf } = finalDecision(refused);
  const { record: like } = required(model.outcome, 'an outcome of the approved proposal');
  const at = Date.parse(decision.ts) + TOOK_MS;
  const random = () => toBase64Url(randomBytes(32));
  const { s: _session, about: _about, ...kept } = like;
  const record: AnyRecord = {
    ...kept,
    id: createIdSource(fixedClock(at))(),
    ts: rfc3339(at),
    w: decision.w,
    ...(decision.s === undefined ? {} : { s: decision.s }),
    cause: [leaf],
    who: decision.who,
    ...(decision.about === undefined ? {} : { about: decision.about }),
    act: decision.act,
    c: { result: random() },
  };
  return { record, was: random() };
}

/** The context of the refused decision, disclosed anew as if a release had been given. */
function approvedContext(disclosure: string | undefined): { disclosure: string; commitment: string } {
  const text = fromUtf8(fromBase64Url(disclosure ?? '') ?? new Uint8Array());
  // Shape: [salt, "ctx", flat object]; the verifier has checked it before anything is forged.
  const [, , context] = JSON.parse(required(text, 'the disclosed context of the refused proposal')) as [
    string,
    string,
    Record<string, string | number | boolean>,
  ];
  return disclose(randomBytes(32), 'ctx', { ...context, approved: true });
}
