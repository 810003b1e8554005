/** npm run bench: measures Remit against the raw limit and a named peer, in the same run. */
import { cpus, loadavg } from 'node:os';
import { againstProxy } from './against-proxy.ts';

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  load: loadavg()[0] ?? 0,
  node: process.version,
};
const http = await againstProxy(quick ? 2_000 : 20_000);
console.log(JSON.stringify({ machine, http }, undefined, 2));
