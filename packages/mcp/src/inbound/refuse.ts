/** Answers that end a request before there is an exchange: with a row of the error table, or any JSON text. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { McpErrorCode } from '../errors.ts';
import { mcpErrors } from '../errors.ts';
import { rowError } from '../tools/error-answers.ts';
import { errorMessage, NO_ID } from '../wire/json-rpc.ts';

/** Longest time that the rest of a refused body is read away. */
const LINGER_MS = 1_000;

/** Refuses before the message is known; the id is therefore null. */
export function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  code: McpErrorCode,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = errorMessage(NO_ID, rowError(code));
  if (req.complete) return sendJson(res, mcpErrors[code].status, text, headers);
  // The rest of the body is thrown away as it comes, for a moment: closing at once would reset the connection, and a
  // client that still writes could not read the answer.
  const bytes = Buffer.from(text, 'utf8');
  res.writeHead(mcpErrors[code].status, { ...headers, ...jsonHeaders(bytes), connection: 'close' });
  res.write(bytes);
  const end = (): void => {
    clearTimeout(late);
    res.end();
  };
  const late = setTimeout(end, LINGER_MS);
  req.once('end', end).once('close', end).resume();
}

/** Answers with a JSON body. */
export function sendJson(
  res: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(text, 'utf8');
  res.writeHead(status, { ...headers, ...jsonHeaders(bytes) });
  res.end(bytes);
}

function jsonHeaders(bytes: Uint8Array): Record<string, string> {
  return { 'content-type': 'application/json', 'content-length': String(bytes.length) };
}
