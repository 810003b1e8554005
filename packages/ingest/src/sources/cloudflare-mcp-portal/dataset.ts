/** What Cloudflare's MCP portal log can prove (log schemas reference §2.1 and §7). */
import type { DatasetInfo } from '../../source.ts';

/** `mcp_portal_logs`, 19 fields. */
export const mcpPortalLogs: DatasetInfo = {
  id: 'cloudflare.mcp_portal_logs',
  title: 'Cloudflare MCP portal logs',
  ceiling: 'C',
  absent: [
    'who.agent',
    'who.client',
    'c.args',
    'c.result',
    'model.req',
    'use.in',
    'ids.request',
    'ids.trace',
    'dec.rules',
  ],
  limits: {
    'dec.result': 'Success only: a call that went through. A failed call does not show a denial',
    'act.tool':
      'the name that the portal shows; an alias hides the original, and portal_execute hides the tools called',
    'who.sub': 'user of the portal; the credential towards the server (admin or user) is not logged',
  },
};
