/**
 * What an error code of CloudTrail says (log schemas reference §3.1 and §7). A code of authorization shows a refusal by AWS;
 * a code of authentication shows that nothing was done, and no decision about what was asked. Any other is an error. The
 * absence of a code shows nothing: an answer does, and where the record has none (reads), the outcome stays unknown.
 */
import type { EventFields } from './event-fields.ts';
import { note, put, putContent, putDecision, putOutcome, setField } from './event-fields.ts';
import type { Members } from './members.ts';

const DENIED =
  /^(?:(?:Client|Server)\.)?(?:\w*AccessDenied(?:Exception|Fault)?|UnauthorizedOperation|Unauthorized(?:Access|Exception)?|NotAuthorized(?:Exception)?|AuthorizationError(?:Exception)?|Forbidden(?:Exception)?)$/;
const NOT_AUTHENTICATED =
  /^(?:(?:Client|Server)\.)?(?:AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignatureException|ExpiredToken(?:Exception)?|UnrecognizedClientException|MissingAuthenticationToken(?:Exception)?|IncompleteSignature(?:Exception)?)$/;

/** Fills decision and outcome from `errorCode`. False when the record has none. */
export function mapErrorCode(fields: EventFields, value: Members): boolean {
  const code = value['errorCode'];
  putContent(fields, 'reason', value['errorMessage'], 'errorMessage');
  if (typeof code !== 'string' || code === '') return false;
  put(fields, 'out.code', code, 'errorCode');
  if (DENIED.test(code)) {
    putDecision(fields, 'deny', 'errorCode');
    setField(fields, 'dec', 'by', 'AWS');
    note(fields, 'dec.by', 'errorCode');
    putOutcome(fields, 'refused', 'errorCode');
  } else {
    putOutcome(fields, NOT_AUTHENTICATED.test(code) ? 'refused' : 'errored', 'errorCode');
  }
  return true;
}

/** Fills decision and outcome from the answer of the service, where the record holds one. */
export function mapAnswer(fields: EventFields, value: Members): void {
  const answer = value['responseElements'];
  if (answer === undefined || answer === null) {
    // The record says neither that the call failed nor that it was answered.
    fields.flags.push('no-error-recorded');
    return;
  }
  putOutcome(fields, 'executed', 'responseElements');
  putDecision(fields, 'permit', 'responseElements');
}
