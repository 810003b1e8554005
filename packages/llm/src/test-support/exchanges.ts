/** The recorded exchanges with providers that tests replay. Read in place; absent on machines without the shared data. */
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '@remit/testing/shared-data';

/** One recorded request and its answer. */
export interface Exchange {
  readonly file: string;
  readonly i: number;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly method: string;
  readonly req: string;
  readonly status: number;
  readonly contentType: string;
  /** Headers with which Bedrock counts tokens. */
  readonly tokenHeaders: Readonly<Record<string, string>>;
  /** The answer's bytes. */
  readonly res: Buffer;
}

/** The folder with the exchanges, or undefined. */
export const exchangesFolder = sharedFolder('data/llm-exchanges');

/** All exchanges, in the order of the file. Empty when the folder is missing. */
export function readExchanges(): Exchange[] {
  if (exchangesFolder === undefined) return [];
  return readFileSync(join(exchangesFolder, 'exchanges.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      // Shape: one line of the shared data, as its README describes it.
      const raw = JSON.parse(line) as Record<string, unknown>;
      const headers = (raw['res_headers'] ?? {}) as Record<string, string[]>;
      const json = raw['res_json'];
      const text = raw['res_text'];
      return {
        file: String(raw['file']),
        i: Number(raw['i']),
        host: String(raw['host']),
        path: String(raw['path']),
        query: typeof raw['query'] === 'string' ? raw['query'] : '',
        method: String(raw['method']),
        req: typeof raw['req'] === 'string' ? raw['req'] : JSON.stringify(raw['req']),
        status: Number(raw['status']),
        tokenHeaders: Object.fromEntries(
          Object.entries(headers).flatMap(([name, [value = '']]) =>
            name.endsWith('-token-count') ? [[name, value]] : [],
          ),
        ),
        contentType: headers['content-type']?.[0] ?? '',
        res: Buffer.from(
          json !== undefined && json !== null ? JSON.stringify(json) : typeof text === 'string' ? text : '',
          'utf8',
        ),
      };
    });
}
