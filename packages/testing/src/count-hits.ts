/** Reads a request body once and notes the JSON-RPC method in the journal. */
import type { IncomingMessage } from 'node:http';
import type { MockJournal } from './mock-journal.ts';

/** The parsed body of a POST; undefined for other requests. */
export async function readAndCount(req: IncomingMessage, journal: MockJournal): Promise<unknown> {
  if (req.method !== 'POST') {
    count(journal, req.method ?? 'unknown');
    return undefined;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer); // no encoding is set on the request
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const method = typeof body === 'object' && body !== null && 'method' in body ? String(body.method) : 'response';
  count(journal, method);
  if (method === 'tools/call')
    journal.callHeaders.push(
      Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
    );
  return body;
}

function count(journal: MockJournal, key: string): void {
  journal.hits.set(key, (journal.hits.get(key) ?? 0) + 1);
}
