/** Answers `GET /metrics`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@remit/core';
import { hostAllowed } from '@remit/gateway';
import type { Client } from '../client-of.ts';
import { isLocalRequest } from './access.ts';
import type { MetricsPage } from './exposition.ts';

const REFUSED =
  'Metrics are answered only to processes on this machine. Set metrics.public: true to answer everybody who reaches the listener.\n';
const WRONG_HOST = 'This Host name is not accepted. Add it to listen.allowed-hosts.\n';

/** `open`: answer peers on other machines too. Never throws. */
export function metricsHandler(deps: {
  readonly page: MetricsPage;
  readonly allowedHosts: readonly string[];
  readonly clientOf: (req: IncomingMessage) => Pick<Client, 'host'>;
  readonly open: boolean;
  readonly logger: Logger;
}): (req: IncomingMessage, res: ServerResponse) => void {
  const { page, allowedHosts, clientOf, open, logger } = deps;
  return (req, res) => {
    if (req.method !== 'GET') return plain(res, 405, 'Only GET.\n', { allow: 'GET' });
    // Threat: DNS rebinding, a web page in a browser on this machine reads what only this machine may.
    if (!hostAllowed({ host: clientOf(req).host, origin: req.headers.origin }, allowedHosts))
      return plain(res, 403, WRONG_HOST);
    if (!open && !isLocalRequest(req)) return plain(res, 403, REFUSED);
    page.text().then(
      (text) => plain(res, 200, text, { 'content-type': page.contentType }),
      (error: unknown) => {
        logger.error({ err: error }, 'the metrics could not be read');
        plain(res, 500, 'The metrics could not be read; the log says why.\n');
      },
    );
  };
}

function plain(res: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  const length = Buffer.byteLength(text);
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers, 'content-length': length });
  res.end(text);
}
