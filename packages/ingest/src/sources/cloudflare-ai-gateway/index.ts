/**
 * Cloudflare AI Gateway: calls of models, as REST records and as Logpush events with encrypted fields (log schemas
 * reference §2.6 and §2.7).
 */
import { ok } from '@remit/core';
import type { MissingReason } from '@remit/record';
import type { MappedEvent, RawRecord, RecordContext, Source } from '../../source.ts';
import { cloudflareTime } from '../cloudflare-common/datetime.ts';
import {
  CLOUDFLARE_CUSTODY,
  CLOUDFLARE_REST_CUSTODY,
  flagTemplateTrap,
  hasMembers,
} from '../cloudflare-common/envelope.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { jsonOf, memberOf, ownMember } from '../mapping/member-path.ts';
import { boolOf, countOf } from '../mapping/values.ts';
import { codeOfBody } from './codes.ts';
import { aiGatewayEvents, aiGatewayLogs } from './datasets.ts';
import { putDecision } from './decision.ts';
import type { FieldOpener } from './encrypted-field.ts';
import { createFieldOpener } from './encrypted-field.ts';

/** Options of {@link cloudflareAiGateway}. */
export interface AiGatewayOptions {
  /** PKCS#8 PEM of the RSA key whose public half the gateway encrypts to. Without it encrypted fields stay encrypted. */
  readonly privateKeyPem?: string;
}

/** The source; throws when the key is no private RSA key. Without a key it is always the same one. */
export function cloudflareAiGateway(options: AiGatewayOptions = {}): Source {
  return options.privateKeyPem === undefined ? withoutKey : sourceWith(createFieldOpener(options.privateKeyPem));
}

function sourceWith(open: FieldOpener): Source {
  return {
    id: 'cloudflare.ai-gateway',
    vendor: 'Cloudflare',
    parser: 'cloudflare.ai-gateway/1',
    datasets: [aiGatewayLogs, aiGatewayEvents],
    custody: `${CLOUDFLARE_CUSTODY} ${CLOUDFLARE_REST_CUSTODY} The tag of an encrypted field proves neither origin nor order.`,
    detect: detectAiGateway,
    map: (record, dataset, context) =>
      ok(dataset === aiGatewayEvents.id ? mapEvent(record, context, open) : mapLog(record, context)),
  };
}

const withoutKey = sourceWith(createFieldOpener(undefined));

function detectAiGateway(record: RawRecord): string | undefined {
  if (hasMembers(record, 'Gateway', 'Provider')) {
    return ['RequestBody', 'ResponseBody', 'Model', 'StatusCode'].some((name) => hasMembers(record, name))
      ? aiGatewayEvents.id
      : undefined;
  }
  return hasMembers(record, 'created_at', 'provider', 'model', 'cached') ? aiGatewayLogs.id : undefined;
}

function mapLog(record: RawRecord, context: RecordContext): MappedEvent {
  const draft = createEventDraft(record, aiGatewayLogs, context);
  draft.time(cloudflareTime, 'created_at');
  draft.id('id');
  draft.text('ids.request', 'id');
  draft.text('ids.event', 'event_id');
  draft.text('who.client', 'user_agent');
  draft.text('model.prov', 'provider');
  draft.text('model.req', 'model');
  draft.text('act.method', 'path', 'request_type');
  draft.count('use.in', 'tokens_in');
  draft.count('use.out', 'tokens_out');
  draft.count('out.ms', 'duration');
  putUser(draft, record.value['metadata'], 'metadata');
  putHead(draft, 'prompt', 'request_head');
  putHead(draft, 'completion', 'response_head');
  const success = boolOf(draft.at('success'));
  putDecision(draft, {
    cached: boolOf(draft.at('cached')),
    success: success === undefined ? undefined : { value: success, path: 'success' },
    dlpAction: 'dlp_action',
    status: 'status_code',
    code: codeOfBody(draft.at('response_head'), 'response_head'),
  });
  return draft.finish('model-call');
}

// The head of a body is its start: only a complete one is the content.
function putHead(draft: EventDraft, field: 'prompt' | 'completion', path: string): void {
  if (draft.at(path) !== undefined && boolOf(draft.at(`${path}_complete`)) !== true) {
    draft.miss(`c.${field}`, 'not_in_record');
    return draft.flag('truncated');
  }
  draft.content(field, path);
}

function mapEvent(record: RawRecord, context: RecordContext, open: FieldOpener): MappedEvent {
  const draft = createEventDraft(record, aiGatewayEvents, context);
  draft.text('act.srv', 'Gateway');
  draft.text('model.prov', 'Provider');
  draft.text('model.req', 'Model');
  draft.text('act.method', 'Endpoint');
  if (boolOf(draft.at('RateLimited')) === true) draft.flag('rate-limited');
  const metadata = openField(draft, open, 'Metadata', 'who.sub');
  if (metadata !== undefined) putUser(draft, metadata.value, metadata.path);
  const prompt = openField(draft, open, 'RequestBody', 'c.prompt');
  if (prompt !== undefined) draft.putContent('prompt', prompt.value, prompt.path);
  const completion = openField(draft, open, 'ResponseBody', 'c.completion');
  if (completion !== undefined) draft.putContent('completion', completion.value, completion.path);
  const status = countOf(draft.at('StatusCode'));
  putDecision(draft, {
    cached: boolOf(draft.at('Cached')),
    success: status === undefined || status === 0 ? undefined : { value: status < 400, path: 'StatusCode' },
    dlpAction: 'DLPAction',
    status: 'StatusCode',
    code: completion === undefined ? undefined : codeOfBody(completion.value, completion.path),
  });
  flagTemplateTrap(record, draft);
  return draft.finish('model-call');
}

interface ReadField {
  readonly value: unknown;
  readonly path: string;
}

const WHY: Readonly<Record<'no-key' | 'key-does-not-fit' | 'damaged', MissingReason>> = {
  'no-key': 'encrypted',
  'key-does-not-fit': 'encrypted',
  damaged: 'unreadable',
};

function openField(draft: EventDraft, open: FieldOpener, path: string, field: string): ReadField | undefined {
  const value = draft.at(path);
  if (value === undefined || value === null || value === '') {
    draft.miss(field, 'not_in_record');
    return undefined;
  }
  const opened = open(value);
  if (opened.kind === 'plain') return { value: unwrapPlain(value), path: plainPath(value, path) };
  if (opened.kind === 'opened') return { value: opened.text, path: `${path}|decrypt` };
  draft.miss(field, WHY[opened.kind]);
  if (opened.kind !== 'no-key') draft.flag(opened.kind);
  return undefined;
}

// An object without a key is not encrypted; its `data` is then what it holds.
function unwrapPlain(value: unknown): unknown {
  return ownMember(value, 'type') === 'encrypted' ? ownMember(value, 'data') : value;
}

function plainPath(value: unknown, path: string): string {
  return ownMember(value, 'type') === 'encrypted' ? memberOf(path, 'data') : path;
}

// Clients may set any name in the metadata but those that start with `cf.`: no other one says who acted.
function putUser(draft: EventDraft, metadata: unknown, path: string): void {
  const asText = typeof metadata === 'string';
  const members = asText ? jsonOf(metadata) : metadata;
  if (metadata !== undefined && metadata !== null && metadata !== '' && typeof members !== 'object')
    draft.miss('who.sub', 'unreadable');
  draft.put('who.sub', ownMember(members, 'cf.user_id'), memberOf(asText ? `${path}|json` : path, 'cf.user_id'));
}
