/** Spans of MCP requests and of generative AI, in the names of today and the older ones (log schemas reference §6). */
import type { EventKind } from '@remit/record';
import { plainUrl } from '../mapping/plain-url.ts';
import type { MapConvention } from './frame.ts';
import { putContent, putCount, putOutcome, putText, putWho } from './frame.ts';

const MCP_KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['tools/call', 'tool-call'],
  ['resources/read', 'api-call'],
  ['prompts/get', 'api-call'],
  ['initialize', 'session'],
]);
const MODEL_OPERATIONS = new Set(['chat', 'text_completion', 'generate_content', 'embeddings']);

/** `mcp.method.name` says what was asked of an MCP server. */
export const mapMcp: MapConvention = (frame) => {
  putWho(frame);
  const method = putText(frame, 'act.method', 'mcp.method.name');
  putText(frame, 'act.srv', 'server.address', 'network.peer.address');
  if (method === 'tools/call') putTool(frame);
  if (method === 'prompts/get') putText(frame, 'act.res', 'gen_ai.prompt.name');
  const uri = frame.attributes('mcp.resource.uri');
  if (typeof uri?.value === 'string') {
    const { url, cut } = plainUrl(uri.value);
    if (cut) frame.draft.flag('url-shortened');
    frame.draft.put('act.res', url, uri.path);
  }
  // The id of JSON-RPC is renumbered on every connection: never a join key.
  putOutcome(frame);
  return MCP_KINDS.get(method ?? '') ?? 'other';
};

/** `gen_ai.operation.name` says whether a model or a tool ran. */
export const mapGenAi: MapConvention = (frame) => {
  putWho(frame);
  const operation = putText(frame, 'act.method', 'gen_ai.operation.name');
  putOutcome(frame);
  if (operation === 'execute_tool') {
    putTool(frame);
    return 'tool-call';
  }
  putText(frame, 'model.prov', 'gen_ai.provider.name', 'gen_ai.system');
  putText(frame, 'model.req', 'gen_ai.request.model');
  putText(frame, 'model.resp', 'gen_ai.response.model');
  putText(frame, 'ids.response', 'gen_ai.response.id');
  putCount(frame, 'use.in', 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens');
  putCount(frame, 'use.out', 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens');
  putContent(frame, 'prompt', 'gen_ai.input.messages', 'gen_ai.prompt_json', 'gen_ai.prompt');
  putContent(frame, 'completion', 'gen_ai.output.messages', 'gen_ai.completion_json', 'gen_ai.completion');
  return operation === undefined || MODEL_OPERATIONS.has(operation) ? 'model-call' : 'other';
};

function putTool(frame: Parameters<MapConvention>[0]): void {
  putText(frame, 'act.tool', 'gen_ai.tool.name');
  putText(frame, 'ids.toolUse', 'gen_ai.tool.call.id');
  putContent(frame, 'args', 'gen_ai.tool.call.arguments');
  putContent(frame, 'result', 'gen_ai.tool.call.result');
}
