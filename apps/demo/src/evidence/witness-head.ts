/** Asks a witness for the newest head that it cosigned (C2SP tlog-witness, monitoring). */
import { get } from 'node:http';
import { sha256, toHex, utf8 } from '@remit/core';
import { parseCheckpoint, parseNote } from '@remit/tlog';

/** A head as the witness serves it. */
export interface WitnessedHead {
  readonly size: number;
  /** The signed note, verbatim. */
  readonly note: string;
}

const LIMIT_MS = 5_000;

/** The head, or undefined when the witness has cosigned none of this log yet. */
export async function fetchWitnessedHead(witnessUrl: string, origin: string): Promise<WitnessedHead | undefined> {
  const url = `${witnessUrl.replace(/\/$/, '')}/${toHex(sha256(utf8(origin)))}/checkpoint`;
  const { status, body } = await fetchText(url);
  if (status === 404) return undefined;
  const note = parseNote(body);
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
  if (status !== 200 || !checkpoint.ok) throw new Error(`${url} answered ${status}, which is no checkpoint`);
  return { size: checkpoint.value.size, note: body };
}

function fetchText(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { signal: AbortSignal.timeout(LIMIT_MS) }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.once('error', reject);
  });
}
