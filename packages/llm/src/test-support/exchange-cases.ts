/** Which recorded exchanges our surfaces carry, and why the others do not fit. */
import { Buffer } from 'node:buffer';
import { readBody } from '../body/request-body.ts';
import type { Target } from '../dialects/all.ts';
import { targetOf } from '../dialects/all.ts';
import type { LlmRequest } from '../dialects/dialect.ts';
import type { Exchange } from './exchanges.ts';
import { readExchanges } from './exchanges.ts';

/** An exchange that fits. */
export interface Case {
  readonly exchange: Exchange;
  /** Path as it is here: some providers serve the API below a prefix. */
  readonly path: string;
  readonly target: Target;
  readonly request: LlmRequest;
  readonly streamed: boolean;
}

/** All exchanges: those that fit, and how many do not, by reason. */
export function exchangeCases(): { cases: Case[]; left: Record<string, number> } {
  const left: Record<string, number> = {};
  const cases = readExchanges().flatMap((exchange): Case[] => {
    const leave = (why: string): [] => {
      left[why] = (left[why] ?? 0) + 1;
      return [];
    };
    const path = exchange.path.replace(/^\/openai\/v1/, '/v1');
    const bedrock = exchange.host.startsWith('bedrock');
    const target = bedrock ? undefined : targetOf(path);
    if (bedrock) return leave(`Bedrock is an upstream only: ${path.split('/').at(-1) ?? ''}`);
    if (target === undefined) return leave(`no such endpoint: ${path.split('/').slice(0, 3).join('/')}`);
    if (exchange.res.length === 0) return leave('the recording has no answer');
    const body = readBody(Buffer.from(exchange.req), target.members);
    if (!body.ok) return leave(`request: ${body.error}`);
    const request = target.dialect.read(body.value, target);
    if (!request.ok) return leave(`request: ${request.error}`);
    const streamed = /^(data|event):/.test(exchange.res.subarray(0, 6).toString());
    return [{ exchange, path, target, request: request.value, streamed }];
  });
  return { cases, left };
}

/** Names an exchange in the messages of tests. */
export function caseName({ exchange }: Case): string {
  return `${exchange.file}#${exchange.i}`;
}
