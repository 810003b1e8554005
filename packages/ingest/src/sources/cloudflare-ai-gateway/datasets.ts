/** What the two forms of the AI Gateway log can prove (log schemas reference §2.6, §2.7 and §7). */
import type { DatasetInfo } from '../../source.ts';

const limits = {
  'who.sub': 'cf.user_id of the metadata, only with Access in front; absent for service tokens',
  'dec.result':
    'error code, dlp_action or success; a cache hit skips policies and data loss rules and shows none, and policies on identity fail open',
};

/** Records of the REST API. */
export const aiGatewayLogs: DatasetInfo = {
  id: 'cloudflare.ai_gateway_logs',
  title: 'Cloudflare AI Gateway logs, REST',
  ceiling: 'C',
  absent: ['who.agent', 'act.tool', 'act.srv', 'ids.session', 'ids.trace', 'c.args', 'c.result', 'dec.rules'],
  limits: {
    ...limits,
    'c.prompt': 'request_head, only where it is complete; whole bodies are a call of their own',
    'c.completion': 'response_head, only where it is complete',
  },
};

/** Logpush events. Without a time of their own they are a sighting at best. */
export const aiGatewayEvents: DatasetInfo = {
  id: 'cloudflare.ai_gateway_events',
  title: 'Cloudflare AI Gateway events, Logpush',
  ceiling: 'D',
  absent: [
    'who.agent',
    'who.client',
    'act.tool',
    'ts',
    'use.in',
    'out.ms',
    'ids.session',
    'ids.trace',
    'c.args',
    'c.result',
    'dec.rules',
  ],
  limits: {
    ...limits,
    'c.prompt': 'RequestBody, with the private key where it is encrypted',
    'c.completion': 'ResponseBody, with the private key where it is encrypted',
  },
};
