/** Cloudflare `mcp_portal_logs`: MCP requests that passed a portal (log schemas reference §2.1). */
import { ok } from '@remit/core';
import type { EventKind } from '@remit/record';
import type { RawRecord, RecordContext, Source } from '../../source.ts';
import { cloudflareTime } from '../cloudflare-common/datetime.ts';
import { CLOUDFLARE_CUSTODY, flagTemplateTrap, hasMembers, putUrl } from '../cloudflare-common/envelope.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { boolOf } from '../mapping/values.ts';
import { mcpPortalLogs } from './dataset.ts';
import { readPortalTool } from './tool-name.ts';

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['tools/call', 'tool-call'],
  ['resources/read', 'api-call'],
  ['prompts/get', 'api-call'],
  ['initialize', 'session'],
]);

/** See the module header. */
export const cloudflareMcpPortal: Source = {
  id: 'cloudflare.mcp-portal',
  vendor: 'Cloudflare',
  parser: 'cloudflare.mcp-portal/1',
  datasets: [mcpPortalLogs],
  custody: CLOUDFLARE_CUSTODY,
  detect: (record) => (hasMembers(record, 'PortalID', 'Method') ? mcpPortalLogs.id : undefined),
  map: (record, _dataset, context) => ok(mapPortalRecord(record, context)),
};

function mapPortalRecord(record: RawRecord, context: RecordContext) {
  const draft = createEventDraft(record, mcpPortalLogs, context);
  draft.time(cloudflareTime, 'Datetime');
  draft.text('who.sub', 'UserEmail', 'UserID');
  draft.text('ids.portal', 'PortalID');
  draft.text('ids.session', 'SessionID');
  const method = draft.text('act.method', 'Method');
  putUrl(draft, 'act.srv', 'ServerURL');
  if (method === 'resources/read') putUrl(draft, 'act.res', 'ResourceReadURI');
  if (method === 'prompts/get') draft.text('act.res', 'PromptGetName');
  if (method === 'tools/call') mapTool(draft);
  mapOutcome(draft);
  flagTemplateTrap(record, draft);
  return draft.finish(KINDS.get(method ?? '') ?? 'other');
}

function mapTool(draft: EventDraft): void {
  const serverId = draft.text('ids.server', 'ServerID');
  const shown = draft.at('ToolCallName');
  if (typeof shown !== 'string' || shown === '') return draft.miss('act.tool', 'not_in_record');
  const tool = readPortalTool(shown, serverId);
  if (tool.kind === 'hides') {
    draft.put('act.named', shown, 'ToolCallName');
    draft.miss('act.tool', 'hidden');
    return draft.flag('tools-hidden');
  }
  draft.put('act.tool', tool.tool, 'ToolCallName');
  if (tool.kind === 'alias') draft.flag('tool-alias');
  if (tool.kind === 'built-in') draft.flag('portal-built-in');
  if (tool.kind !== 'tool') return;
  draft.put('act.named', shown, 'ToolCallName');
  // Without the server's id beside it, an alias that holds `_` looks the same.
  if (serverId === undefined) draft.flag('tool-alias-possible');
}

// `Success` shows a permit as far as the call went through. A failure may be a refusal or an error of the server.
function mapOutcome(draft: EventDraft): void {
  draft.count('out.ms', 'ServerResponseDurationMs');
  draft.content('reason', 'Error');
  const success = boolOf(draft.at('Success'));
  if (success === undefined) return;
  draft.outcome(success ? 'executed' : 'errored', 'Success');
  if (success) draft.decided('permit', 'Success', 'Success');
}
