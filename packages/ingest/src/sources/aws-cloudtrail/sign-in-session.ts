/**
 * The sign-in session behind a call: the join between an agent's call and the grant that a person gave (log schemas
 * reference §3.6). Under which name AWS writes it is not documented, so every text of `sessionContext` is looked at.
 */

import type { EventFields } from '../aws-common/event-fields.ts';
import { put } from '../aws-common/event-fields.ts';
import { memberOf } from '../mapping/member-path.ts';

const CLIENT = /:(?:external-client|devtools|client-credentials)\//;
const MAX_DEPTH = 4;

/** Fills `ids.grant` with a sign-in session and `ids.oauthClient` with a client, the first of each found below `value`. */
export function putSignInArns(fields: EventFields, value: unknown, path: string, depth = 0): void {
  if (typeof value === 'string') {
    if (!value.startsWith('arn:aws') || !value.includes(':signin:')) return;
    const slot = CLIENT.test(value) ? 'ids.oauthClient' : 'ids.grant';
    if (fields.from[slot] === undefined) put(fields, slot, value, path);
    return;
  }
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return;
  for (const name of Object.keys(value)) {
    // An own member of a JSON object or list.
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (typeof member !== 'string' && (typeof member !== 'object' || member === null)) continue;
    if (typeof member === 'string' && !member.startsWith('arn:aws')) continue;
    const at = Array.isArray(value) ? `${path}[${name}]` : memberOf(path, name);
    putSignInArns(fields, member, at, depth + 1);
  }
}
