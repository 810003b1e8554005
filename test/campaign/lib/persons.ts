/** Further persons and agents of an installation: callers with a scope of their own, and one who approves. */
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { postCall, type Reply } from './call.ts';
import type { Installation } from './installation.ts';
import { until } from './programs.ts';

/** An agent with a key and a scope of its own. Its calls give status and body as one text. */
export async function caller(
  made: Installation,
  agent: string,
  { to = '2099-12-31', approval = false, server = 'fixed' }: { to?: string; approval?: boolean; server?: string },
): Promise<(message: string) => Promise<string>> {
  const approve = approval ? ', needs-approval: { role: approver, reason: Campaign }' : '';
  writeFileSync(
    join(made.dir, `${agent}.yaml`),
    `remit-scope: 1
id: ${agent}
system: { id: ${agent}, name: ${agent}, purpose: Meet a jumping clock }
agent: ${agent}
declared-by: Campaign
approved-by: Campaign
valid: { from: 2020-01-01, to: ${to} }
servers: { ${server}: { tools: { echo: { when: { message: { prefix: call } }${approve} } } } }
`,
  );
  await made.json('scope', 'declare', `${agent}.yaml`);
  const key = await made.json('key', 'create', '--person', `${agent}@bank.example`, '--agent', agent);
  const url = made.url.replace(/fixed$/, server);
  return async (message) => {
    const connection = new Agent();
    const reply = await postCall(connection, url, String(key['token']), message);
    connection.destroy();
    return reply === undefined ? 'no answer' : `${reply.status} ${reply.body}`;
  };
}

/** A person who may approve, at the administration API itself: the command line looks the call up first. */
export async function approver(made: Installation) {
  const key = await made.json('key', 'create', '--person', 'grace@bank.example', '--role', 'approver');
  const ask = (method: 'GET' | 'POST', path: string, body?: object) =>
    atDesk(made, String(key['token']), { method, path, body });
  type Open = { readonly id: string; readonly action: string; readonly agent?: string };
  return {
    async pending(agent: string): Promise<Open> {
      let open: Open | undefined;
      await until(`a waiting call of ${agent}`, async () => {
        // The product's own answer.
        const { pending } = JSON.parse((await ask('GET', '')).body) as { pending: Open[] };
        open = pending.find((one) => one.agent === agent);
        return open !== undefined;
      });
      return open ?? { id: '', action: '' };
    },
    async approve({ id, action }: Open): Promise<string> {
      const { status, body } = await ask('POST', `/${id}/approve`, { action });
      return `${status} ${body}`;
    },
  };
}

function atDesk(
  made: Installation,
  key: string,
  { method, path, body }: { method: string; path: string; body: object | undefined },
): Promise<Reply> {
  const socketPath = join(made.dataDir, 'run', 'admin.sock');
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path: `/v1/approvals${path}`, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part: string) => (text += part));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
