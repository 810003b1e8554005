/** Sign-in of people and the grants that they give (log schemas reference §3.6). */
import type { EventKind } from '@remit/record';
import { mapErrorCode } from '../aws-common/error-code.ts';
import type { EventFields } from '../aws-common/event-fields.ts';
import { put, putContent, putDecision, putOutcome } from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf } from '../aws-common/members.ts';
import { boolOf } from '../mapping/values.ts';
import { putSignInArns } from './sign-in-session.ts';

const GRANTS = new Set(['AuthorizeOAuth2Access', 'CreateOAuth2Token']);

/** Fills the event from one record; tells its kind. */
export function mapSignIn(fields: EventFields, value: Members): EventKind {
  put(fields, 'act.method', value['eventName'], 'eventName');
  const request = membersOf(value['requestParameters']);
  const extra = membersOf(value['additionalEventData']);
  // The client that the grant is for, not the one that the person signed in with.
  put(fields, 'who.agent', request['client_id'], 'requestParameters.client_id');
  put(fields, 'act.res', request['resource'], 'requestParameters.resource');
  putSignInArns(fields, extra, 'additionalEventData');
  putSignInArns(fields, value['responseElements'], 'responseElements');
  putContent(fields, 'args', value['requestParameters'], 'requestParameters');
  if (extra['MFAUsed'] === 'Yes') fields.flags.push('mfa');
  if (!mapErrorCode(fields, value)) mapSuccess(fields, value, extra);
  const name = String(value['eventName']);
  if (GRANTS.has(name)) return 'grant';
  return name === 'ConsoleLogin' ? 'login' : 'session';
}

function mapSuccess(fields: EventFields, value: Members, extra: Members): void {
  const login = membersOf(value['responseElements'])['ConsoleLogin'];
  if (login === 'Success' || login === 'Failure') {
    const path = 'responseElements.ConsoleLogin';
    putOutcome(fields, login === 'Success' ? 'executed' : 'refused', path);
    return putDecision(fields, login === 'Success' ? 'permit' : 'deny', path);
  }
  const success = boolOf(extra['success']);
  if (success === undefined) return;
  putOutcome(fields, success ? 'executed' : 'errored', 'additionalEventData.success');
  if (success) putDecision(fields, 'permit', 'additionalEventData.success');
}
