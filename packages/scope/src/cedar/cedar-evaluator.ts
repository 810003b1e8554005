/** Cedar itself (WebAssembly) as an evaluator of recorded decisions. */
import { getCedarVersion } from '@cedar-policy/cedar-wasm/nodejs';
import type { CompiledScope, CompiledTool } from '../compiled-scope.ts';
import type { PolicyEvaluator } from '../policy-evaluator.ts';
import { isComplete } from '../redecide.ts';
import type { CedarPort } from './cedar-port.ts';
import { wasmCedar } from './cedar-port.ts';
import { judge } from './judge.ts';
import { releaseSlots, takeSlots } from './slots.ts';

/** An evaluator that holds parsed policies in Cedar until it is closed. */
export interface CedarEvaluator extends PolicyEvaluator {
  close(): void;
}

/** Asks Cedar about the slice of policies of the tool. `cedar` is replaced by tests that make it fail. */
export function createCedarEvaluator(cedar: CedarPort = wasmCedar): CedarEvaluator {
  const slots = new Map<string, string>();

  function close(): void {
    releaseSlots([...slots.values()]);
    slots.clear();
  }
  function slotOf(compiled: CompiledScope, tool: CompiledTool): string | undefined {
    const key = `${compiled.bundleSha}\n${tool.server}\n${tool.tool}`;
    const known = slots.get(key);
    if (known !== undefined) return known;
    if (!cedar.validate(tool).ok) return undefined;
    let [slot] = takeSlots(1) ?? [];
    if (slot === undefined) {
      // All slices are in use, most likely by this evaluator: it starts over.
      close();
      [slot] = takeSlots(1) ?? [];
    }
    if (slot === undefined || !cedar.load(slot, tool).ok) return undefined;
    slots.set(key, slot);
    return slot;
  }

  return {
    name: `Cedar ${getCedarVersion()}`,
    close,
    decide(compiled, context) {
      const { agent, server, tool } = context;
      const declared = compiled.tools.find((one) => one.server === server && one.tool === tool);
      // There is no policy to ask: everything that is not declared is denied.
      if (declared === undefined || agent !== compiled.agent) return { dec: 'deny', rules: [] };
      // As its schema would refuse the request: Cedar alone would name rules that need less than all of it.
      if (!isComplete(declared, context)) return { dec: 'deny', rules: [] };
      const slot = slotOf(compiled, declared);
      if (slot === undefined) return undefined;
      const { dec, rules, errors } = judge(declared, context, (asked) =>
        cedar.ask({ slot, agent, server: declared.server, tool: declared.tool, context: asked }),
      );
      if (errors.some((code) => code.endsWith(':no-answer'))) return undefined;
      return { dec, rules: [...rules] };
    },
  };
}
