/**
 * Posts spans to an OTLP/HTTP collector, over the one guarded client: proxy, own authorities and the rule about private
 * addresses hold for it too. What is not taken is lost and counted; no call ever waits for it. OTLP 1.x, "OTLP/HTTP".
 */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Logger } from '@remit/core';
import type { Dispatcher } from 'undici';
import { encodeSpans } from './otlp-json.ts';

export interface OtlpExporterDeps {
  readonly url: string;
  /** May hold secrets: never logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  readonly logger: Logger;
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version: string };
  /** Milliseconds before the second attempt; twice as long before each further one. Default 1,000. */
  readonly retryMs?: number;
}

export interface OtlpExporter extends SpanExporter {
  /** Spans that the collector took, and that it did not take. */
  readonly counts: { readonly sent: number; readonly failed: number };
  /** From now on nothing is tried twice. */
  hurry(): void;
}

const ATTEMPTS = 3;
const ATTEMPT_MS = 5_000;

/** The collector asks to try again (OTLP/HTTP, "Failures"). */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Sends nothing before the first batch. */
export function createOtlpExporter(deps: OtlpExporterDeps): OtlpExporter {
  const { dispatcher, logger, retryMs = 1_000 } = deps;
  const { origin, pathname, search } = new URL(deps.url);
  // Lower case, so that a header of the configuration never stands beside one of ours.
  const headers = Object.fromEntries(Object.entries(deps.headers).map(([name, text]) => [name.toLowerCase(), text]));
  const counts = { sent: 0, failed: 0 };
  const hurry = new AbortController();
  let lostInARow = 0;

  const attempt = async (body: string): Promise<'taken' | { why: string; again: boolean }> => {
    try {
      const { statusCode, body: answer } = await dispatcher.request({
        origin,
        method: 'POST',
        path: `${pathname}${search}`,
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      await answer.dump();
      if (statusCode >= 200 && statusCode < 300) return 'taken';
      return { why: `HTTP ${statusCode}`, again: RETRYABLE.has(statusCode) };
    } catch (error) {
      return { why: codeOf(error), again: true };
    }
  };

  const send = async (body: string): Promise<string | undefined> => {
    for (let n = 1; ; n++) {
      const done = await attempt(body);
      if (done === 'taken') return undefined;
      if (!done.again || n === ATTEMPTS || hurry.signal.aborted) return done.why;
      await pause(retryMs * 2 ** (n - 1), hurry.signal);
    }
  };

  const exportSpans = async (spans: readonly ReadableSpan[]): Promise<boolean> => {
    const why = await send(encodeSpans(spans, deps.resource, deps.scope));
    if (why === undefined) {
      counts.sent += spans.length;
      if (lostInARow > 0) logger.info({ lost: lostInARow }, 'the collector takes traces again');
      lostInARow = 0;
      return true;
    }
    counts.failed += spans.length;
    // Said once for as long as it lasts.
    if (lostInARow === 0) logger.warn({ why }, 'the collector does not take traces; calls go on without them');
    lostInARow += spans.length;
    return false;
  };

  return {
    counts,
    hurry: () => hurry.abort(),
    export(spans, done) {
      // Nothing in it throws: what fails is counted.
      void (async () => done({ code: (await exportSpans(spans)) ? 0 : 1 }))();
    },
    shutdown: () => dispatcher.destroy(),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Waits, but not for a process that ends. */
function pause(ms: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    timer.unref();
    until.addEventListener('abort', end, { once: true });
    if (until.aborted) end();
    function end(): void {
      clearTimeout(timer);
      until.removeEventListener('abort', end);
      resolve();
    }
  });
}
