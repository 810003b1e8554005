/**
 * OpenTelemetry in OTLP JSON: spans and log records of MCP, of generative AI, of AgentCore's policy engine and of coding
 * agents (log schemas reference §3.4 and §6). The raw record is one span or one log record; resource and scope of the
 * enclosing document stand around it. Spans as CloudWatch keeps them (`aws/spans`) have a plain object of attributes.
 */
import { err, ok } from '@remit/core';
import type { DatasetInfo, RawRecord, RecordContext, Source } from '../../source.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { mapPolicyCall, mapPolicyList } from './agent-core.ts';
import { attributesOf } from './attributes.ts';
import { classify, isSpan } from './classify.ts';
import { agentCoreCall, agentCoreList, otlpGenAi, otlpMcp, otlpOther, otlpTelemetry } from './datasets.ts';
import type { MapConvention } from './frame.ts';
import { putFrame, putOutcome, putWho } from './frame.ts';
import { mapGenAi, mapMcp } from './gen-ai.ts';
import { mapTelemetry } from './telemetry.ts';

const mapOther: MapConvention = (frame) => {
  putWho(frame);
  putOutcome(frame);
  return 'other';
};

const conventions: ReadonlyMap<string, readonly [DatasetInfo, MapConvention]> = new Map([
  [otlpMcp.id, [otlpMcp, mapMcp]],
  [otlpGenAi.id, [otlpGenAi, mapGenAi]],
  [agentCoreCall.id, [agentCoreCall, mapPolicyCall]],
  [agentCoreList.id, [agentCoreList, mapPolicyList]],
  [otlpTelemetry.id, [otlpTelemetry, mapTelemetry]],
  [otlpOther.id, [otlpOther, mapOther]],
]);

/** See the module header. */
export const otlp: Source = {
  id: 'otlp',
  vendor: 'the instrumented programs',
  parser: 'otlp/1',
  datasets: [...conventions.values()].map(([dataset]) => dataset),
  custody:
    'Custody before ingest: asserted by the programs that wrote the records and by the collectors between; OTLP carries no ' +
    'signature, and records may be sampled without a mark.',
  detect: (record) => classify(record, attributesOf(record))?.id,
  map: mapOtlp,
};

function mapOtlp(record: RawRecord, dataset: string, context: RecordContext): ReturnType<Source['map']> {
  const [info, convention] = conventions.get(dataset) ?? [];
  const span = isSpan(record);
  if (info === undefined || convention === undefined || span === undefined) return err('not-an-otlp-record');
  const draft = createEventDraft(record, info, context);
  const frame = { record, draft, attributes: attributesOf(record, context) };
  putFrame(frame, span);
  return ok(draft.finish(convention(frame)));
}
