/** The three things that the engine asks of Cedar, so that tests can make Cedar fail. */
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { CompiledTool, DerivedContext } from '../compiled-scope.ts';
import { toolEntityId } from './policy-text.ts';
import { sliceSchema } from './schema.ts';

/** What Cedar answered. Read `errors` first: a forbid that errors is skipped by Cedar, so any error must deny. */
export interface CedarAnswer {
  readonly allow: boolean;
  /** Ids of the determining policies. */
  readonly reason: readonly string[];
  /** Ids of the policies that could not be evaluated. */
  readonly errors: readonly string[];
}

export interface CedarRequest {
  /** Id under which {@link CedarPort.load} put the slice. */
  readonly slot: string;
  readonly agent: string;
  readonly server: string;
  readonly tool: string;
  readonly context: DerivedContext;
}

export interface CedarPort {
  /** Strict validation of a slice against its schema. The error is a sentence. */
  validate(tool: CompiledTool): Result<void, string>;
  /** Parses a slice once and keeps it under the slot, replacing what was there. */
  load(slot: string, tool: CompiledTool): Result<void, string>;
  /** Undefined when Cedar could not answer at all. */
  ask(request: CedarRequest): CedarAnswer | undefined;
}

/** Cedar in WebAssembly. Its parsed policy sets are kept for the life of the process and cannot be removed. */
export const wasmCedar: CedarPort = {
  validate(tool) {
    const answer = cedar.validate({
      schema: sliceSchema(tool),
      policies: { staticPolicies: { ...tool.cedar } },
      validationSettings: { mode: 'strict' },
    });
    if (answer.type === 'failure') return err(answer.errors.map((e) => e.message).join('; '));
    // Warnings name policies that can never apply and names that look alike: our compiler writes neither.
    const found = [...answer.validationErrors, ...answer.validationWarnings];
    return found.length === 0 ? ok(undefined) : err(found.map((f) => f.error.message).join('; '));
  },
  load(slot, tool) {
    const answer = cedar.preparsePolicySet(slot, { staticPolicies: { ...tool.cedar } });
    return answer.type === 'success' ? ok(undefined) : err(answer.errors.map((e) => e.message).join('; '));
  },
  ask(request) {
    try {
      return askWasm(request);
    } catch {
      // Threat: a trap inside WebAssembly surfaces as an exception. No answer is a denial, never a crash of the pipeline.
      return undefined;
    }
  },
};

function askWasm({ slot, agent, server, tool, context }: CedarRequest): CedarAnswer | undefined {
  const answer = cedar.statefulIsAuthorized({
    principal: { type: 'Remit::Agent', id: agent },
    action: { type: 'Remit::Action', id: 'call' },
    resource: { type: 'Remit::Tool', id: toolEntityId(server, tool) },
    context: { ...context },
    preparsedPolicySetId: slot,
    entities: [],
  });
  if (answer.type === 'failure') return undefined;
  const { decision, diagnostics } = answer.response;
  return {
    allow: decision === 'allow',
    reason: diagnostics.reason,
    errors: diagnostics.errors.map((e) => e.policyId),
  };
}
