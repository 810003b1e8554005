/** Where traces go, from the configuration file. */
import type { Config } from './load.ts';
import { secretTexts } from './secret-text.ts';

export interface OtlpTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sampleRatio: number;
  /** What models are asked and answer goes along. */
  readonly content: boolean;
}

/** Undefined when no traces are sent. Throws with the path when a secret file cannot be read. */
export function otlpTarget(config: Config): OtlpTarget | undefined {
  const { otlp } = config.file.telemetry;
  if (otlp === undefined) return undefined;
  return {
    url: otlp.endpoint,
    headers: secretTexts(otlp.headers, config.base),
    sampleRatio: otlp['sample-ratio'],
    content: otlp.content,
  };
}
