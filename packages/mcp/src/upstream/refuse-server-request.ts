import { errorMessage, RpcCode, resultMessage } from '../wire/json-rpc.ts';

/**
 * Answer to a request that the upstream sends us. `ping` must be answered (MCP 2025-11-25, "Ping"); sampling,
 * elicitation and roots were never offered.
 */
export function refuseServerRequest(idText: string, method: string): string {
  if (method === 'ping') return resultMessage(idText, '{}');
  return errorMessage(idText, { code: RpcCode.MethodNotFound, message: 'Method not found' });
}
