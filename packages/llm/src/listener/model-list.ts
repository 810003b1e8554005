/** `GET /v1/models`: the models that the caller's scope shows, and no others. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '@remit/gateway';
import { modelServer } from '@remit/scope';
import type { Routes } from '../routing/accounts.ts';
import { credentialOf } from './credential.ts';

export interface ModelListDeps {
  readonly gateway: Pick<Gateway, 'authenticate' | 'visible'>;
  readonly models: () => Routes;
  readonly clientOf: (req: IncomingMessage) => { readonly source: string };
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
}

/** Answers in the form of the OpenAI API. */
export function modelList({ gateway, models, clientOf, req, res, url }: ModelListDeps): void {
  const auth = gateway.authenticate(credentialOf(req.headers, url), clientOf(req).source);
  if (!auth.ok)
    return send(res, 401, {
      error: {
        message: 'No valid key of this gateway.',
        type: 'authentication_error',
        param: null,
        code: 'invalid_api_key',
      },
    });
  const caller = auth.value;
  const routes = models();
  const data = routes
    .names()
    .filter((name) =>
      routes
        .route(name)
        ?.targets.some(({ account, model }) => gateway.visible(caller, modelServer(account.name), model)),
    )
    .map((id) => ({ id, object: 'model', owned_by: 'remit' }));
  send(res, 200, { object: 'list', data });
}

function send(res: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}
