/**
 * Cloudflare `gateway_network` and `gateway_dns`: connections and name queries that the secure web gateway let pass or
 * stopped (log schemas reference §2.2). They show that somebody reached for a server, never which tool was called.
 */
import { ok } from '@remit/core';
import type { DatasetInfo, RawRecord, RecordContext, Source } from '../../source.ts';
import { cloudflareTime } from '../cloudflare-common/datetime.ts';
import { CLOUDFLARE_CUSTODY, flagTemplateTrap, hasMembers } from '../cloudflare-common/envelope.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { createEventDraft } from '../mapping/event-draft.ts';

const NEVER = [
  'who.agent',
  'who.client',
  'act.tool',
  'act.res',
  'c.args',
  'c.result',
  'model.req',
  'use.in',
  'out.ms',
  'ids.request',
  'ids.session',
  'ids.trace',
];

const gatewayNetwork: DatasetInfo = {
  id: 'cloudflare.gateway_network',
  title: 'Cloudflare Gateway network logs',
  ceiling: 'D',
  absent: NEVER,
  limits: {
    'act.srv': 'server name of the TLS handshake (SNI), else the address; a network sighting, not a call',
    'dec.result': 'Action and PolicyID of the network policy, which reads no MCP',
  },
};

const gatewayDns: DatasetInfo = {
  id: 'cloudflare.gateway_dns',
  title: 'Cloudflare Gateway DNS logs',
  ceiling: 'D',
  absent: NEVER,
  limits: {
    'act.srv': 'the name that was asked for; whether anything was sent there does not show',
    'dec.result': 'ResolverDecision where its word begins with allowed or blocked',
  },
};

/** See the module header. */
export const cloudflareGatewayNetwork: Source = {
  id: 'cloudflare.gateway-network',
  vendor: 'Cloudflare',
  parser: 'cloudflare.gateway-network/1',
  datasets: [gatewayNetwork, gatewayDns],
  custody: CLOUDFLARE_CUSTODY,
  detect(record) {
    if (hasMembers(record, 'QueryName', 'ResolverDecision')) return gatewayDns.id;
    const transport = hasMembers(record, 'TransportProtocol') || hasMembers(record, 'Transport');
    return transport && hasMembers(record, 'SNI') ? gatewayNetwork.id : undefined;
  },
  map: (record, dataset, context) =>
    ok(dataset === gatewayDns.id ? mapQuery(record, context) : mapConnection(record, context)),
};

function mapConnection(record: RawRecord, context: RecordContext) {
  const draft = begin(record, gatewayNetwork, context);
  draft.text('act.srv', 'SNI', 'DestinationIP');
  draft.text('act.method', 'DetectedProtocol', 'TransportProtocol', 'Transport');
  // The session of the network, not one of MCP.
  draft.text('ids.network', 'SessionID');
  decide(draft, 'Action', /^allow(?:ed)?$/i, /^block(?:ed)?$/i);
  flagTemplateTrap(record, draft);
  return draft.finish('other');
}

function mapQuery(record: RawRecord, context: RecordContext) {
  const draft = begin(record, gatewayDns, context);
  draft.id('QueryID');
  draft.text('act.srv', 'QueryName');
  draft.text('act.method', 'QueryTypeName');
  draft.text('ids.query', 'QueryID');
  decide(draft, 'ResolverDecision', /^allowed/i, /^blocked/i);
  flagTemplateTrap(record, draft);
  return draft.finish('other');
}

function begin(record: RawRecord, dataset: DatasetInfo, context: RecordContext): EventDraft {
  const draft = createEventDraft(record, dataset, context);
  draft.time(cloudflareTime, 'Datetime');
  draft.text('who.sub', 'Email', 'UserID');
  draft.text('who.acct', 'AccountID');
  return draft;
}

/** A word that is neither says nothing: overridden, isolated, or a word of a later schema. */
function decide(draft: EventDraft, path: string, allowed: RegExp, blocked: RegExp): void {
  const value = draft.at(path);
  const word = typeof value === 'string' ? value : '';
  if (blocked.test(word)) {
    draft.decided('deny', path, path);
    draft.outcome('refused', path);
  } else if (allowed.test(word)) draft.decided('permit', path, path);
  else if (value !== undefined && value !== '') {
    draft.miss('dec.result', 'unreadable');
    draft.flag('action-without-decision');
  }
  const policy = draft.at('PolicyID');
  if (typeof policy === 'string' && policy !== '') draft.rules([policy], 'PolicyID');
  else draft.miss('dec.rules', 'not_in_record');
}
