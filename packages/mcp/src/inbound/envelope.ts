/** The per-request envelope in `_meta`. MCP 2026-07-28; mcp reference §1, row "Version, caps, identity". */
import { isObject } from '../wire/json-rpc.ts';
import { META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION } from '../wire/meta-keys.ts';

/** Which key is wrong, and how. */
export interface EnvelopeProblem {
  readonly [key: string]: string;
  readonly key: string;
  readonly problem: string;
}

/**
 * The first problem of an envelope. Protocol version and client capabilities are required on requests; client info is
 * optional but must have its shape. A notification needs the version only.
 */
export function envelopeProblem(
  meta: Readonly<Record<string, unknown>>,
  of: 'request' | 'notification' = 'request',
): EnvelopeProblem | undefined {
  if (typeof meta[META_PROTOCOL_VERSION] !== 'string') return wrong(META_PROTOCOL_VERSION, 'not a string');
  if (of === 'notification') return undefined;
  if (!Object.hasOwn(meta, META_CLIENT_CAPABILITIES)) return wrong(META_CLIENT_CAPABILITIES, 'missing');
  if (!isObject(meta[META_CLIENT_CAPABILITIES])) return wrong(META_CLIENT_CAPABILITIES, 'not an object');
  const info = meta[META_CLIENT_INFO];
  if (info === undefined) return undefined;
  const shaped = isObject(info) && typeof info['name'] === 'string' && typeof info['version'] === 'string';
  return shaped ? undefined : wrong(META_CLIENT_INFO, 'not an object with name and version');
}

function wrong(key: string, problem: string): EnvelopeProblem {
  return { key, problem };
}
