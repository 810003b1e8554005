/** Reads the file that says where a signing key lies. Strict: a misspelt member is refused, never passed over. */
import type { Result } from '@remit/core';
import { err, isRefusal, ok, parseStrictJson } from '@remit/core';
import type { SigningKeyPlace } from './signing-key.ts';

const members: Readonly<Record<SigningKeyPlace['kind'], { readonly needs: string[]; readonly may: string[] }>> = {
  file: { needs: ['path'], may: [] },
  pkcs11: { needs: ['module', 'token', 'key', 'pinFile'], may: ['environment'] },
  'aws-kms': { needs: ['key', 'region'], may: ['endpoint', 'credentialsFile'] },
  'gcp-kms': { needs: ['key'], may: ['endpoint', 'credentialsFile'] },
};

/** The place, or what is wrong with the text. */
export function parseSigningKeyPlace(text: string): Result<SigningKeyPlace, string> {
  const json = parseStrictJson(text);
  if (isRefusal(json) || typeof json.value !== 'object' || json.value === null) return err('not a JSON object');
  const { kind, ...rest } = json.value as Record<string, unknown>;
  if (typeof kind !== 'string' || !Object.hasOwn(members, kind))
    return err(`kind must be one of ${Object.keys(members).join(', ')}`);
  // The key was just looked up.
  const { needs, may } = members[kind as SigningKeyPlace['kind']];
  for (const name of needs) if (rest[name] === undefined) return err(`${name} is missing`);
  for (const [name, value] of Object.entries(rest)) {
    if (!needs.includes(name) && !may.includes(name)) return err(`${name} is not a member of kind ${kind}`);
    if (typeof value !== 'string' || value === '') return err(`${name} must be a text`);
    // Threat: a variable of the loader or of Node would run other code in the signer.
    if (name === 'environment' && !/^(?!LD_|NODE_)[A-Z][A-Z0-9_]*=\/\S*$/.test(value))
      return err('environment must be NAME=/path of a file that the module reads');
  }
  // Members and their types were checked against the table above, which is that of the type.
  return ok({ kind, ...rest } as SigningKeyPlace);
}
