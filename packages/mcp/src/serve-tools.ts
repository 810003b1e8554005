/** The methods that both eras serve the same way. */
import type { CallDeps } from './tools/call-tool.ts';
import { callTool } from './tools/call-tool.ts';
import type { ListDeps } from './tools/list-tools.ts';
import { listTools } from './tools/list-tools.ts';
import type { RequestContext } from './tools/request-context.ts';

/** Answers the request; false when the method is not one of these and nothing was answered. */
export type ServeTools = (method: string, context: RequestContext) => Promise<boolean>;

/** Binds tools/list and tools/call to the gateway and the upstreams. */
export function createServeTools(deps: CallDeps & ListDeps): ServeTools {
  return async (method, context) => {
    if (method === 'tools/list') await listTools(deps, context);
    else if (method === 'tools/call') await callTool(deps, context);
    else return false;
    return true;
  };
}
