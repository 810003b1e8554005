/** An MCP server over stdio whose one tool `wait` answers when the test says so. Files in its folder carry the word. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// NAME.called appears when a call has come; the answer goes out when NAME.release appears.
const SCRIPT = `
const { existsSync, writeFileSync } = require('node:fs');
const name = process.argv[2];
const say = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
const tools = [{ name: 'wait', inputSchema: { type: 'object' } }];
const answer = (id) => {
  if (!existsSync(name + '.release')) return setTimeout(answer, 5, id);
  say(id, { content: [{ type: 'text', text: 'answer of ' + name }] });
};
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize')
    say(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name, version: '1' } });
  else if (method === 'tools/list') say(id, { tools });
  else if (method === 'tools/call') { writeFileSync(name + '.called', ''); answer(id); }
}).on('close', () => process.exit(0));
`;

export interface WaitingServer {
  /** Its entry of the configuration, in YAML flow style. */
  readonly yaml: string;
  /** Resolves when a call has reached it. */
  called(): Promise<void>;
  release(): void;
}

/** Makes the server's files; the gateway starts it with `dir` as its working folder. */
export function waitingServer(dir: string, name: string): WaitingServer {
  writeFileSync(join(dir, 'waiting.cjs'), SCRIPT);
  return {
    yaml: `{ command: ${JSON.stringify(process.execPath)}, args: [waiting.cjs, ${name}], era: "2025-11-25" }`,
    async called() {
      while (!existsSync(join(dir, `${name}.called`))) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    release: () => writeFileSync(join(dir, `${name}.release`), ''),
  };
}

/** A scope that lets agent `clerk` wait on the named servers. */
export function waitingScope(servers: readonly string[]): string {
  return `remit-scope: 1
id: waiting
system: { id: waiting-eu, name: Waiting, purpose: Wait for an answer }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers:
${servers.map((name) => `  ${name}: { tools: { wait: {} } }`).join('\n')}
`;
}
