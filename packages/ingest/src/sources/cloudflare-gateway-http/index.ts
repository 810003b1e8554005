/**
 * Cloudflare `gateway_http`: HTTP requests that passed the secure web gateway, and the policy's action on each (log schemas
 * reference §2.2). Older schemas lack columns, and no schema has one for MCP.
 */
import { ok } from '@remit/core';
import type { DatasetInfo, RawRecord, RecordContext, Source } from '../../source.ts';
import { cloudflareTime } from '../cloudflare-common/datetime.ts';
import { CLOUDFLARE_CUSTODY, flagTemplateTrap, hasMembers, putUrl } from '../cloudflare-common/envelope.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { boolOf, countOf, listOf } from '../mapping/values.ts';

const gatewayHttp: DatasetInfo = {
  id: 'cloudflare.gateway_http',
  title: 'Cloudflare Gateway HTTP logs',
  ceiling: 'D',
  absent: ['who.agent', 'act.tool', 'c.args', 'c.result', 'model.req', 'use.in', 'ids.trace'],
  limits: {
    'who.client': 'UserAgent, as the client names itself',
    'act.srv': 'host and address of a request; a network sighting, not a call',
    'dec.result': 'Action and PolicyID of the web gateway, which reads no MCP',
    'ids.forensic': 'RequestID is empty on some bypasses',
  },
};

/** See the module header. */
export const cloudflareGatewayHttp: Source = {
  id: 'cloudflare.gateway-http',
  vendor: 'Cloudflare',
  parser: 'cloudflare.gateway-http/1',
  datasets: [gatewayHttp],
  custody: CLOUDFLARE_CUSTODY,
  detect: (record) => (hasMembers(record, 'HTTPHost', 'PolicyID') ? gatewayHttp.id : undefined),
  map: (record, _dataset, context) => ok(mapHttpRecord(record, context)),
};

function mapHttpRecord(record: RawRecord, context: RecordContext) {
  const draft = createEventDraft(record, gatewayHttp, context);
  draft.time(cloudflareTime, 'Datetime');
  draft.id('RequestID');
  draft.text('who.sub', 'Email', 'UserID');
  draft.text('who.client', 'UserAgent');
  draft.text('who.acct', 'AccountID');
  draft.text('act.srv', 'HTTPHost');
  draft.text('act.method', 'HTTPMethod');
  putUrl(draft, 'act.res', 'URL');
  draft.text('ids.request', 'RequestID');
  draft.text('ids.forensic', 'RequestID');
  // The session of the network, not one of MCP: under a name of its own, so that nothing joins on it by mistake.
  draft.text('ids.network', 'SessionID');
  const refused = mapAction(draft);
  mapStatus(draft, refused);
  flagContext(draft);
  flagTemplateTrap(record, draft);
  return draft.finish('http');
}

function mapAction(draft: EventDraft): boolean {
  const action = draft.at('Action');
  const word = typeof action === 'string' ? action.toLowerCase().replace(/[\s_-]/g, '') : '';
  if (word === '') return false;
  const refused = word === 'block' || word === 'blocked';
  if (refused) draft.decided('deny', 'Action', 'Action');
  else if (word === 'allow' || word === 'allowed') draft.decided('permit', 'Action', 'Action');
  else if (word === 'isolate' || word === 'quarantine') draft.decided('permit_with_conditions', 'Action', 'Action');
  else {
    // Bypassed, not inspected, redirected, or a word of a later schema: none of them says that a policy let it pass.
    draft.miss('dec.result', 'unreadable');
    draft.flag('action-without-decision');
  }
  draft.text('dec.by', 'PolicyName');
  const policy = draft.at('PolicyID');
  if (typeof policy === 'string' && policy !== '') draft.rules([policy], 'PolicyID');
  else draft.miss('dec.rules', 'not_in_record');
  return refused;
}

// Status 0 means that nothing was returned: what became of the request is unknown.
function mapStatus(draft: EventDraft, refused: boolean): void {
  const status = countOf(draft.at('HTTPStatusCode'));
  if (status !== undefined) draft.put('out.code', String(status), 'HTTPStatusCode');
  if (refused) draft.outcome('refused', 'Action');
  else if (status !== undefined && status > 0) draft.outcome(status < 400 ? 'executed' : 'errored', 'HTTPStatusCode');
}

const LISTS: Readonly<Record<string, string>> = {
  UploadMatchedDlpProfiles: 'dlp-upload-match',
  DownloadMatchedDlpProfiles: 'dlp-download-match',
  Warnings: 'warnings',
};

function flagContext(draft: EventDraft): void {
  for (const [path, flag] of Object.entries(LISTS)) if (listOf(draft.at(path)).length > 0) draft.flag(flag);
  if (boolOf(draft.at('IsIsolated')) === true) draft.flag('isolated');
  if (boolOf(draft.at('Quarantined')) === true) draft.flag('quarantined');
  const certificate = draft.at('UntrustedCertificateAction');
  if (typeof certificate === 'string' && /^(?:block|error|passThrough)$/.test(certificate))
    draft.flag(`untrusted-certificate-${certificate}`);
}
