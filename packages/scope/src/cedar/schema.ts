/** The Cedar schema of one tool's slice: every attribute that the policies read, with its type. Used by strict validation. */
import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { CompiledTool } from '../compiled-scope.ts';

type Attribute = { type: 'String' } | { type: 'Boolean' } | { type: 'Long' };

/** Schema under which the slice's policies must validate. */
export function sliceSchema(tool: CompiledTool): SchemaJson<string> {
  const attributes: Record<string, Attribute> = {
    agent: { type: 'String' },
    server: { type: 'String' },
    tool: { type: 'String' },
    now: { type: 'Long' },
    approved: { type: 'Boolean' },
    'arguments-object': { type: 'Boolean' },
    'arguments-declared': { type: 'Boolean' },
  };
  for (const argument of tool.arguments) attributes[argument.key] = { type: 'Boolean' };
  return {
    Remit: {
      entityTypes: { Agent: {}, Tool: {} },
      actions: {
        call: {
          appliesTo: { principalTypes: ['Agent'], resourceTypes: ['Tool'], context: { type: 'Record', attributes } },
        },
      },
    },
  };
}
