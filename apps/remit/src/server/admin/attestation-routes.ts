/**
 * Attestations: a person records a statement that they signed with their own key. The private key never comes here.
 *
 * Threat: a statement that was bound to something else than what is in force, or signed by a key that stands for somebody
 * else. Both are refused before anything is recorded.
 */

import type { ReadAttestation, Statement } from '@remit/catalogue';
import { parseStatement, signatureHolds } from '@remit/catalogue';
import { rfc3339, utf8 } from '@remit/core';
import type { SystemView } from '@remit/evidence';
import { askedOf, ledgerRecords } from '@remit/evidence';
import type { Caller } from '@remit/registry';
import { Role, whoOf } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import { parseTime } from '../evidence/period.ts';
import type { House } from '../house-types.ts';
import type { RecordedAttestation } from '../system-types.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';

const Attest = z.strictObject({
  statement: z.string().max(65_536),
  vkey: z.string().max(256).optional(),
  sig: z.string().max(2048).optional(),
  validTo: z.string().optional(),
  /** Record id of the attestation that is taken back. */
  withdraws: z.string().max(64).optional(),
});
type Attest = z.infer<typeof Attest>;

export function addAttestationRoutes(app: AdminApp, house: House): void {
  app.post('/v1/attestations', needs(Role.Admin, Role.Approver, Role.Auditor), async (c) => {
    const wanted = Attest.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const caller = c.get('caller');
    if (caller.agent !== undefined)
      throw adminError('admin.forbidden', 'an agent does not attest; use a key of the person alone');
    const statement = parseStatement(utf8(wanted.data.statement));
    if (!statement.ok) throw adminError('admin.bad-request', statement.error);
    const { ref, system } = statement.value;
    const view = await house.evidence.run({ kind: 'system', system });
    await checkSignature(house, wanted.data, caller);
    const withdrawn = checkSubject(statement.value, wanted.data, view, caller);
    const validTo = checkValidity(wanted.data.validTo, house.clock.now());
    const { vkey, sig } = wanted.data;
    const blob = await house.ledger.put(utf8(wanted.data.statement));
    const recorded = house.ledger.record({
      t: 'attestation',
      who: whoOf(caller),
      att: {
        ref,
        system,
        statement: blob,
        ...(vkey === undefined || sig === undefined ? {} : { vkey, sig }),
        ...(validTo === undefined ? {} : { valid_to: validTo }),
        ...(withdrawn === undefined ? {} : { withdraws: withdrawn.leaf }),
      },
    });
    await recorded.durable;
    const answer: RecordedAttestation = { record: recorded.id, ref, signed: sig !== undefined };
    return c.json(answer, 201);
  });
}

async function checkSignature(house: House, { statement, vkey, sig }: Attest, caller: Caller): Promise<void> {
  if (vkey === undefined && sig === undefined) return;
  if (!(await signatureHolds(utf8(statement), vkey, sig)))
    throw adminError('admin.bad-request', 'the signature does not verify with this key over this statement');
  const reader = house.ledger.reader();
  try {
    for (const { record } of ledgerRecords(reader, ['attestation']))
      if (record.t === 'attestation' && record.att.vkey === vkey && record.who.sub !== caller.sub)
        throw adminError(
          'admin.conflict',
          `this key signed for another person before, in record ${record.id}; make your own with \`remit attest keygen\``,
        );
  } finally {
    reader.close();
  }
}

/** What the statement is about must be what is in force now. Gives the attestation that a withdrawal takes back. */
function checkSubject(
  statement: Statement,
  { withdraws }: Attest,
  view: SystemView,
  caller: Caller,
): ReadAttestation | undefined {
  if (statement.kind === 'withdrawal' || withdraws !== undefined) {
    const found = view.attestations.find(({ record }) => record === withdraws);
    if (statement.kind !== 'withdrawal' || found === undefined || found.ref !== statement.ref)
      throw adminError(
        'admin.not-found',
        `no attestation ${withdraws ?? '(none named)'} of ${statement.system} under ${statement.ref}`,
      );
    if (found.state === 'withdrawn') throw adminError('admin.conflict', found.why);
    if (found.sub !== caller.sub && !caller.roles.includes(Role.Admin))
      throw adminError(
        'admin.forbidden',
        'an attestation is withdrawn by the person who made it, or by an administrator',
      );
    return found;
  }
  const asked = askedOf(view, statement.ref);
  if (asked === undefined)
    throw adminError(
      'admin.not-found',
      `nothing is asked under ${statement.ref}; \`remit attest list\` shows what is open`,
    );
  if (statement.kind === 'not_applicable' && asked.row === undefined)
    throw adminError('admin.bad-request', 'only a requirement can be not applicable, not a place in a document');
  const same =
    statement.asked === asked.asks &&
    statement.lawVersion === view.lawVersion &&
    statement.shown.card === view.shown.card &&
    statement.shown.catalogue === view.shown.catalogue;
  if (!same)
    throw adminError(
      'admin.conflict',
      'the system card, the catalogue or the question changed since the statement was made; look again and sign again',
    );
  return undefined;
}

function checkValidity(text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined;
  const at = parseTime(text, 'end');
  if (at === null || at <= now)
    throw adminError('admin.bad-request', 'valid-to is a day or an RFC 3339 time in the future');
  return rfc3339(at);
}
