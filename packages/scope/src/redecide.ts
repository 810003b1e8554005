/**
 * The decision again, without Cedar: what the offline verifier runs over a recorded context. Agreement with Cedar is a
 * property test. Kept free of imports that a bundle for verifiers could not carry.
 */
import type { PolicyDecision } from '@remit/record';
import type { CompiledScope, CompiledTool, DerivedContext } from './compiled-scope.ts';
import { validityId } from './compiled-scope.ts';

/** A decision as the context alone determines it. */
export interface Redecision {
  readonly dec: PolicyDecision;
  /** Ids of the determining rules, sorted: the permit, or the rules that forbade. */
  readonly rules: string[];
  /** True when the scope was in force and names the tool. A scope that only observes shows every tool beside these. */
  readonly visible: boolean;
}

/** Decides a recorded context under a compiled scope. A context that lacks a key or holds a wrong type is denied. */
export function redecide(compiled: CompiledScope, context: DerivedContext): Redecision {
  const { agent, server, tool, now } = context;
  const declared = compiled.tools.find((one) => one.server === server && one.tool === tool);
  if (declared === undefined || agent !== compiled.agent) return { dec: 'deny', rules: [], visible: false };
  const visible = typeof now === 'number' && isInForce(compiled, now);
  if (!isComplete(declared, context)) return { dec: 'deny', rules: [], visible };
  const failed = [
    ...(visible ? [] : [validityId(declared.rule)]),
    ...declared.gates.filter((gate) => context[gate.key] === false).map((gate) => gate.id),
  ];
  if (failed.length > 0) return { dec: 'deny', rules: failed.sort(), visible };
  if (declared.approval === undefined) return { dec: 'permit', rules: [declared.rule], visible };
  return { dec: context['approved'] === true ? 'permit_with_conditions' : 'escalate', rules: [declared.rule], visible };
}

/** True when `now` lies in the declared validity, both ends included. */
export function isInForce(compiled: { readonly from: number; readonly to: number }, now: number): boolean {
  return compiled.from <= now && now <= compiled.to;
}

/** True when the context holds what the policies of the tool read, each of its type. */
export function isComplete(tool: CompiledTool, context: DerivedContext): boolean {
  return (
    Number.isSafeInteger(context['now']) &&
    typeof context['approved'] === 'boolean' &&
    tool.gates.every((gate) => typeof context[gate.key] === 'boolean')
  );
}
