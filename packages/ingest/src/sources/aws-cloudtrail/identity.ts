/**
 * Who stands behind a CloudTrail record (log schemas reference §3.1): the person, who becomes a handle, and the machine
 * identity, which stays in clear.
 *
 * A role that was assumed is a machine identity. The name of its session is whatever the caller wrote, so it is a person only
 * for roles that IAM Identity Center made (AWS writes the user's name there) and when it is a mail address (flagged). The
 * human behind it is read from `onBehalfOf` and `sourceIdentity` first. An IAM user is a person, because its name mostly is
 * one; its long-lived access key, when used, is the machine identity.
 */
import type { EventFields } from '../aws-common/event-fields.ts';
import { put } from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf, textOf } from '../aws-common/members.ts';

const SSO_ROLE = /\/(?:aws-reserved\/sso\.amazonaws\.com\/(?:[a-z0-9-]+\/)?)?AWSReservedSSO_/;

/** Fills `who.sub`, `who.agent` and the keys of sign-in from `userIdentity`. */
export function mapIdentity(fields: EventFields, identity: Members): void {
  const session = membersOf(identity['sessionContext']);
  mapOnBehalfOf(fields, identity);
  const source = textOf(session['sourceIdentity']);
  if (!hasPerson(fields)) put(fields, 'who.sub', source, 'userIdentity.sessionContext.sourceIdentity');
  mapByType(fields, identity, session);
  putAgent(fields, identity['invokedBy'], 'userIdentity.invokedBy');
  const key = textOf(identity['accessKeyId']);
  // Long-lived keys are the machine identity of a user; temporary ones join calls to the call that issued them.
  if (key?.startsWith('ASI') === true) put(fields, 'ids.accessKey', key, 'userIdentity.accessKeyId');
  if (membersOf(session['attributes'])['mfaAuthenticated'] === 'true') fields.flags.push('mfa');
}

// What the record says of the client itself (a token, a grant) stands before the principal that carried it.
function putAgent(fields: EventFields, value: unknown, path: string): boolean {
  return fields.from['who.agent'] !== undefined || put(fields, 'who.agent', value, path);
}

function hasPerson(fields: EventFields): boolean {
  return fields.from['who.sub'] !== undefined;
}

function mapOnBehalfOf(fields: EventFields, identity: Members): void {
  const human = membersOf(identity['onBehalfOf']);
  const user = textOf(human['userId']);
  if (user === undefined) return;
  const store = textOf(human['identityStoreArn']);
  put(fields, 'who.sub', store === undefined ? user : `${user}@${store}`, 'userIdentity.onBehalfOf.userId');
}

function mapByType(fields: EventFields, identity: Members, session: Members): void {
  const type = identity['type'];
  if (type === 'AssumedRole' || type === 'Role') return mapRole(fields, identity, session);
  if (type === 'AWSService') return;
  if (type === 'AWSAccount') return mapForeignAccount(fields, identity);
  if (type === 'WebIdentityUser' || type === 'SAMLUser') return mapFederated(fields, identity);
  if (!hasPerson(fields)) {
    if (!put(fields, 'who.sub', identity['arn'], 'userIdentity.arn'))
      if (!put(fields, 'who.sub', identity['userName'], 'userIdentity.userName'))
        put(fields, 'who.sub', identity['principalId'], 'userIdentity.principalId');
  }
  const key = textOf(identity['accessKeyId']);
  if (type === 'IAMUser' && key?.startsWith('AKI') === true) putAgent(fields, key, 'userIdentity.accessKeyId');
}

function mapRole(fields: EventFields, identity: Members, session: Members): void {
  const issuer = membersOf(session['sessionIssuer'])['arn'];
  const arn = textOf(identity['arn']);
  if (!putAgent(fields, issuer, 'userIdentity.sessionContext.sessionIssuer.arn')) {
    // Without its issuer the ARN of the session names the role without its path.
    putAgent(fields, arn?.split('/').slice(0, 2).join('/'), 'userIdentity.arn');
  }
  if (hasPerson(fields) || arn === undefined) return;
  const name = arn.includes(':assumed-role/') ? arn.slice(arn.lastIndexOf('/') + 1) : '';
  const byIdentityCenter = SSO_ROLE.test(typeof issuer === 'string' ? issuer : arn);
  if (name === '' || (!byIdentityCenter && !name.includes('@'))) return;
  put(fields, 'who.sub', name, 'userIdentity.arn');
  if (!byIdentityCenter) fields.flags.push('person-by-session-name');
}

// A caller of another account, as the owner of a resource sees it: no ARN, and a principal that may end in a session name.
function mapForeignAccount(fields: EventFields, identity: Members): void {
  const principal = textOf(identity['principalId']);
  if (principal === undefined || identity['accountId'] === 'anonymous') return;
  if (principal.startsWith('AROA')) putAgent(fields, principal.split(':')[0], 'userIdentity.principalId');
  else if (!hasPerson(fields)) put(fields, 'who.sub', principal, 'userIdentity.principalId');
}

function mapFederated(fields: EventFields, identity: Members): void {
  if (hasPerson(fields)) return;
  const provider = textOf(identity['identityProvider']);
  const name = textOf(identity['userName']);
  if (name !== undefined && provider !== undefined) {
    put(fields, 'who.sub', `${name}@${provider}`, 'userIdentity.userName');
  } else if (!put(fields, 'who.sub', name, 'userIdentity.userName')) {
    put(fields, 'who.sub', identity['principalId'], 'userIdentity.principalId');
  }
}
