/**
 * The LLM endpoints: checks from cheap to dear before a body is read, then one call. A list of paths, no general proxy
 * (llm-gateway reference §1).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@remit/core';
import type { Gateway } from '@remit/gateway';
import { hostAllowed, isJsonContentType, RefusalCode, readBody } from '@remit/gateway';
import { readBody as parseBody } from '../body/request-body.ts';
import type { Target } from '../dialects/all.ts';
import { FIXED_PATHS, targetOf } from '../dialects/all.ts';
import type { Dialect, Refusal } from '../dialects/dialect.ts';
import type { LlmGateway } from '../llm-gateway.ts';
import { refuseCall } from '../upstream/answer-caller.ts';
import { unpackBody } from './content-encoding.ts';
import { credentialOf } from './credential.ts';
import { modelList } from './model-list.ts';
import { toldContext } from './told-context.ts';

export interface LlmHandlerDeps {
  readonly gateway: Pick<Gateway, 'authenticate' | 'refused' | 'visible'>;
  readonly llm: LlmGateway;
  readonly models: Parameters<typeof modelList>[0]['models'];
  readonly logger: Logger;
  readonly allowedHosts: readonly string[];
  readonly clientOf: (req: IncomingMessage) => { readonly source: string; readonly host: string | undefined };
  /** Longest request body, packed and unpacked. */
  readonly maxBodyBytes: number;
}

/** Serves one request; false when its path is none of these endpoints. Never throws. */
export type LlmHandler = (req: IncomingMessage, res: ServerResponse) => boolean;

/** Makes the handler. */
export function createLlmHandler(deps: LlmHandlerDeps): LlmHandler {
  const { gateway, llm, logger } = deps;

  async function serve(req: IncomingMessage, res: ServerResponse, target: Target, url: URL): Promise<void> {
    const { dialect } = target;
    const refuse = (refusal: Refusal): void => endEarly(req, res, dialect, refusal);
    const client = deps.clientOf(req);
    if (!hostAllowed({ host: client.host, origin: req.headers.origin }, deps.allowedHosts)) {
      gateway.refused(RefusalCode.HostRefused, client.source);
      return refuse(error(403, 'host_refused', 'permission', 'The Host or Origin header names another host.'));
    }
    const auth = gateway.authenticate(credentialOf(req.headers, url), client.source);
    if (!auth.ok)
      return refuse(
        error(
          401,
          'invalid_api_key',
          'authentication',
          'No valid key of this gateway. Send it as the SDK sends its key.',
        ),
      );
    const caller = auth.value;
    if (!caller.roles.includes('caller'))
      return refuse(error(403, 'role_missing', 'permission', 'The key does not hold the role caller.'));
    if (req.method !== 'POST')
      return refuse(error(405, 'method_not_allowed', 'invalid_request', 'This endpoint takes POST.'));
    if (!isJsonContentType(req.headers['content-type']))
      return refuse(error(415, 'not_json', 'invalid_request', 'The content type is not application/json.'));
    if (target.stream === true && url.searchParams.get('alt') !== 'sse')
      return refuse(
        error(400, 'not_supported', 'invalid_request', 'Streams are served as server-sent events: add alt=sse.'),
      );
    const read = await readBody(req, deps.maxBodyBytes);
    if (read.kind === 'gone') return;
    if (read.kind === 'too-large') {
      gateway.refused(RefusalCode.TooLarge, client.source, caller);
      return refuse(
        error(413, 'request_too_large', 'invalid_request', `The body is longer than ${deps.maxBodyBytes} bytes.`),
      );
    }
    const malformed = (message: string): void => {
      gateway.refused(RefusalCode.Malformed, client.source, caller);
      refuse(error(400, 'invalid_request', 'invalid_request', message));
    };
    const unpacked = unpackBody(read.bytes, req.headers['content-encoding'], deps.maxBodyBytes);
    if (!unpacked.ok) return malformed(unpacked.error);
    const body = parseBody(unpacked.value, target.members);
    if (!body.ok) return malformed(body.error);
    const request = dialect.read(body.value, target);
    if (!request.ok) return malformed(request.error);
    const agent = req.headers['user-agent'];
    await llm.call({
      dialect,
      request: request.value,
      caller,
      ...(agent === undefined ? {} : { client: agent }),
      told: toldContext(request.value, req.headers),
      res,
      headers: req.headers,
    });
  }

  return (req, res) => {
    const given = req.url ?? '/';
    const url = plainUrls.get(given) ?? new URL(given, 'http://x');
    const path = url.pathname;
    if (path === '/v1/models' && req.method === 'GET') {
      modelList({ ...deps, req, res, url });
      return true;
    }
    const target = targetOf(path);
    if (target === undefined) return false;
    serve(req, res, target, url).catch((thrown: unknown) => {
      logger.error({ err: thrown }, 'a request to an LLM endpoint failed unexpectedly');
      refuseCall(
        { res, dialect: target.dialect },
        error(500, 'internal_error', 'unavailable', 'The gateway failed unexpectedly.'),
      );
    });
    return true;
  };
}

/** The addresses of endpoints without a query, which nearly every request names and nothing else. */
const plainUrls = new Map(FIXED_PATHS.map((path) => [path, new URL(path, 'http://x')]));

/** Longest time that the rest of a refused body is read away. */
const LINGER_MS = 1_000;

/** Refuses before the body was read: the rest of it is thrown away for a moment, or a client that writes could not read. */
function endEarly(req: IncomingMessage, res: ServerResponse, dialect: Dialect, refusal: Refusal): void {
  if (!req.complete) {
    res.setHeader('connection', 'close');
    const late = setTimeout(() => req.destroy(), LINGER_MS);
    req.once('close', () => clearTimeout(late)).resume();
  }
  refuseCall({ res, dialect }, refusal);
}

function error(status: number, code: string, kind: Refusal['kind'], message: string): Refusal {
  return { status, code, kind, message };
}
