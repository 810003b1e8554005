/** The digest that binds an approval to one action (mcp reference §7, F20: an approval must not fit other arguments). */
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import type { CallRequest } from '../call.ts';

/** Hex SHA-256 over server, tool, definition digest, scope digest and the argument bytes as received. */
export function actionDigest(request: CallRequest, scopeSha: string | undefined): string {
  const action = {
    server: request.server,
    tool: request.tool,
    definition: request.definition?.sha ?? '',
    scope: scopeSha ?? '',
    args: toHex(sha256(request.argsRaw)),
  };
  return toHex(sha256(utf8(canonicalize(action))));
}
