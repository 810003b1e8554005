/**
 * MCP 2026-07-28. Every request carries its envelope in `_meta`, every result a `resultType`; filtered lists go out
 * with `ttlMs: 0` and `cacheScope: private`. mcp reference §1, §2.3, §3.1.
 */
import { err, ok } from '@remit/core';
import { REMIT_IDENTITY } from '../../identity.ts';
import type { RawMember } from '../../json/raw-json.ts';
import { objectText, withMember, withoutMembers } from '../../json/raw-json.ts';
import type { WireCodec } from '../codec.ts';
import { RpcCode } from '../json-rpc.ts';
import { META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION, META_SERVER_INFO } from '../meta-keys.ts';
import { readMembers } from '../read-members.ts';
import { Era } from '../versions.ts';

const RESULT_TYPE: ReadonlySet<string> = new Set(['resultType']);
const COMPLETE: RawMember = { key: 'resultType', text: '"complete"' };

// Empty on purpose: Remit cannot answer sampling, elicitation or roots requests, so it never says that it can.
const ENVELOPE: readonly RawMember[] = [
  { key: META_PROTOCOL_VERSION, text: JSON.stringify(Era.Modern) },
  { key: META_CLIENT_INFO, text: JSON.stringify(REMIT_IDENTITY) },
  { key: META_CLIENT_CAPABILITIES, text: '{}' },
];

/** The modern side of {@link WireCodec}. */
export const modernCodec: WireCodec = {
  era: Era.Modern,

  requestParams(members, meta) {
    return objectText([...members, { key: '_meta', text: objectText([...ENVELOPE, ...meta]) }]);
  },

  readResult(text, value) {
    const read = readMembers(text, value);
    if (!read.ok) return read;
    const kind = read.value.value['resultType'];
    if (kind === 'input_required')
      return err({ code: 'mcp.upstream-input-required', detail: 'resultType is input_required' });
    if (kind !== 'complete')
      return err({ code: 'mcp.upstream-bad-answer', detail: 'resultType is missing or not one that Remit knows' });
    return ok({
      era: Era.Modern,
      members: withoutMembers(read.value.members, RESULT_TYPE),
      value: read.value.value,
    });
  },

  callResult(result) {
    return objectText([COMPLETE, ...withoutMembers(result.members, RESULT_TYPE)]);
  },

  toolDefinition: (tool) => objectText(tool.members),
  ownResult: (members) => objectText([COMPLETE, ...withServerInfo(members)]),

  listResult(members) {
    const cache = [
      { key: 'ttlMs', text: '0' },
      { key: 'cacheScope', text: '"private"' },
    ];
    return objectText([COMPLETE, ...withServerInfo(members), ...cache]);
  },

  errorCode: (code) => (code === RpcCode.LegacyResourceNotFound ? RpcCode.InvalidParams : code),
};

function withServerInfo(members: readonly RawMember[]): readonly RawMember[] {
  if (members.some((member) => member.key === '_meta')) return members;
  return withMember(members, '_meta', JSON.stringify({ [META_SERVER_INFO]: REMIT_IDENTITY }));
}
