/** The caller of an AgentCore gateway by the claims of its token (log schemas reference §3.3): `sub@iss`. */
import type { EventFields } from '../aws-common/event-fields.ts';
import { clean, put } from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf, textOf } from '../aws-common/members.ts';

const CLAIMS = 'additionalEventData.jwt.claims';
const ENTITY = /&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);/i;
const MAX_SCOPES = 8;

/** Fills person, client of the token and its scopes. A token that a client got for itself names no person. */
export function mapJwt(fields: EventFields, jwt: Members): void {
  const claims = membersOf(jwt['claims']);
  const sub = textOf(claims['sub']);
  const iss = textOf(claims['iss']);
  const [clientClaim] = ['client_id', 'azp', 'cid'].filter((name) => textOf(claims[name]) !== undefined);
  const client = clientClaim === undefined ? undefined : textOf(claims[clientClaim]);
  if (clientClaim !== undefined) put(fields, 'who.agent', client, `${CLAIMS}.${clientClaim}`);
  if (sub !== undefined && sub === client) fields.flags.push('client-credentials');
  else if (sub !== undefined) put(fields, 'who.sub', iss === undefined ? sub : `${sub}@${iss}`, `${CLAIMS}.sub`);
  // AWS writes HTML entities in place of some letters: such a name may not equal the one that the issuer gave.
  if (ENTITY.test(`${sub ?? ''} ${iss ?? ''}`)) fields.flags.push('html-entities');
  const scopes = textOf(claims['scope'])?.split(' ') ?? [];
  for (const scope of scopes.slice(0, MAX_SCOPES)) {
    if (clean(scope, 200) !== undefined) fields.flags.push(`token-scope:${scope}`);
  }
  if (scopes.length > MAX_SCOPES) fields.flags.push('token-scopes-cut');
}
