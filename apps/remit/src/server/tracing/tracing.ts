/**
 * Traces by OTLP, when the configuration names a collector. The SDK is loaded only then, gets all its settings from here
 * and registers nothing globally: no environment variable and no other library has a say.
 */
import { BatchSpanProcessor, NodeTracerProvider, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import type { Clock, Logger } from '@remit/core';
import type { CallTracer } from '@remit/gateway';
import type { LlmObserver } from '@remit/llm';
import type { Dispatcher } from 'undici';
import type { UpstreamPlace } from './call-tracer.ts';
import { createCallTracer } from './call-tracer.ts';
import { createOtlpExporter } from './exporter.ts';
import { MAX_CONTENT } from './model-content.ts';
import { createModelTracer } from './model-tracer.ts';

export interface TracingDeps {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Share of traces that are sent, 0 to 1. */
  readonly sampleRatio: number;
  /** True: spans of requests to models hold what was asked and answered. */
  readonly content: boolean;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** Tells processes of one service apart. */
  readonly instance: string;
  readonly placeOf: (server: string) => UpstreamPlace | undefined;
}

/** What became of the spans since the process started. */
export interface SpanCounts {
  readonly ended: number;
  readonly sent: number;
  /** Given up after the collector did not take them. */
  readonly failed: number;
}

export interface Tracing {
  readonly tracer: CallTracer;
  /** Follows requests to models. */
  readonly models: LlmObserver;
  counts(): SpanCounts;
  /** Sends what is left, for at most some seconds, then ends. Never rejects. */
  close(): Promise<void>;
}

/** Finished spans kept at most while the collector is slow or away; more are lost. */
const MAX_QUEUE = 8_192;
const MAX_BATCH = 1_024;
/** The same where spans hold content, so that they take no more memory. */
const MAX_QUEUE_CONTENT = 512;
const MAX_BATCH_CONTENT = 64;
/** Longest text of an attribute without content. */
const MAX_TEXT = 256;
const BATCH_MS = 2_000;
/** Longer than the attempts of one batch take. */
const EXPORT_MS = 30_000;

/** Longest wait at shutdown. */
const FLUSH_MS = 5_000;

/** Opens nothing yet. */
export function startTracing(deps: TracingDeps): Tracing {
  const { clock, logger, placeOf, content } = deps;
  const scope = { name: 'remit', version: deps.version };
  const exporter = createOtlpExporter({
    ...deps,
    scope,
    resource: { 'service.name': 'remit', 'service.version': deps.version, 'service.instance.id': deps.instance },
  });
  let ended = 0;
  const nothing = () => Promise.resolve();
  const provider = new NodeTracerProvider({
    // Not the parent's flag: a client must be able neither to switch traces off nor to ask for all of them.
    sampler: new TraceIdRatioBasedSampler(deps.sampleRatio),
    spanLimits: {
      attributeValueLengthLimit: content ? MAX_CONTENT : MAX_TEXT,
      attributeCountLimit: 48,
      linkCountLimit: 1,
    },
    spanProcessors: [
      { onStart() {}, onEnd: () => void ended++, forceFlush: nothing, shutdown: nothing },
      new BatchSpanProcessor(exporter, {
        maxQueueSize: content ? MAX_QUEUE_CONTENT : MAX_QUEUE,
        maxExportBatchSize: content ? MAX_BATCH_CONTENT : MAX_BATCH,
        scheduledDelayMillis: BATCH_MS,
        exportTimeoutMillis: EXPORT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer(scope.name, scope.version);
  return {
    tracer: createCallTracer({ tracer, clock, placeOf }),
    models: createModelTracer({ tracer, clock, content }),
    counts: () => ({ ended, ...exporter.counts }),
    async close() {
      exporter.hurry();
      await atMost(FLUSH_MS, provider.shutdown());
      await atMost(FLUSH_MS, exporter.shutdown());
      logger.info({ sent: exporter.counts.sent, lost: ended - exporter.counts.sent }, 'traces are sent');
    },
  };
}

/** Resolves when the work is done, failed, or has taken too long. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
