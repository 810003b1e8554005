/**
 * The scope engine: holds the scopes in force as parsed Cedar slices and decides calls (stack reference §5, T7).
 *
 * A decision parses nothing: one map look-up finds the slice, one derivation makes the flat context, Cedar answers.
 * Everything that could not be evaluated is a denial.
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { AskCedar } from './cedar/answer-cache.ts';
import { rememberAnswers } from './cedar/answer-cache.ts';
import type { CedarPort } from './cedar/cedar-port.ts';
import { wasmCedar } from './cedar/cedar-port.ts';
import type { Judgement } from './cedar/judge.ts';
import { judge } from './cedar/judge.ts';
import { MAX_SLOTS, releaseSlots, takeSlots } from './cedar/slots.ts';
import type { CompiledScope, CompiledTool } from './compiled-scope.ts';
import { findAbout } from './derive/about.ts';
import type { CallFacts, Derivation } from './derive/derive-context.ts';
import { baseContext, deriveContext, MAX_ERRORS } from './derive/derive-context.ts';
import { plainName } from './derive/plain-name.ts';
import { denied, escalated, NO_AGENT, noScope, notEvaluated, notInForce, permitted, UNKNOWN_TOOL } from './message.ts';
import { isInForce } from './redecide.ts';
import type { ScopeCall, ScopeDecision } from './scope-call.ts';
import type { ScopeEngine } from './scope-engine.ts';

interface Slice {
  readonly tool: CompiledTool;
  readonly ask: AskCedar;
}

interface Active {
  readonly compiled: CompiledScope;
  /** What decisions say of the scope: one frozen object, so that its text in records is made once. */
  readonly reference: NonNullable<ScopeDecision['scope']>;
  readonly slices: ReadonlyMap<string, ReadonlyMap<string, Slice>>;
  readonly slots: readonly string[];
}

/** What is in force for a call; undefined where nothing is. */
interface Found {
  readonly active: Active | undefined;
  readonly slice: Slice | undefined;
}

/** An empty engine. `cedar` is replaced by tests that make Cedar fail. */
export function createScopeEngine(deps: { readonly cedar?: CedarPort } = {}): ScopeEngine {
  const cedar = deps.cedar ?? wasmCedar;
  const byAgent = new Map<string, Active>();

  function withId(scopeId: string): Active | undefined {
    return [...byAgent.values()].find((active) => active.compiled.id === scopeId);
  }
  function remove(active: Active): void {
    byAgent.delete(active.compiled.agent);
    releaseSlots(active.slots);
  }
  function locate(agent: string | undefined, server: string, tool: string): Found {
    const active = agent === undefined ? undefined : byAgent.get(agent);
    const slice = active?.slices.get(server)?.get(tool);
    return { active, slice };
  }

  return {
    activate(compiled) {
      const holder = byAgent.get(compiled.agent);
      if (holder !== undefined && holder.compiled.id !== compiled.id)
        return err(
          `Agent "${compiled.agent}" already has scope "${holder.compiled.id}" in force, and one agent has one scope. Declare the new file under the id "${holder.compiled.id}" to replace it.`,
        );
      const loaded = load(cedar, compiled);
      if (!loaded.ok) return loaded;
      const previous = withId(compiled.id);
      if (previous !== undefined) remove(previous);
      byAgent.set(compiled.agent, loaded.value);
      return ok(undefined);
    },
    deactivate(scopeId) {
      const active = withId(scopeId);
      if (active !== undefined) remove(active);
    },
    forAgent(agent, now) {
      const active = agent === undefined ? undefined : byAgent.get(agent);
      return active !== undefined && isInForce(active.compiled, now) ? active.compiled : undefined;
    },
    visible(agent, server, tool, now) {
      return isVisible(locate(agent, server, tool), now);
    },
    decide(call) {
      if (!Number.isSafeInteger(call.now)) throw new TypeError('now is not an integer');
      return decide(locate(call.agent, call.server, call.tool), call);
    },
  };
}

function load(cedar: CedarPort, compiled: CompiledScope): Result<Active, string> {
  for (const tool of compiled.tools) {
    const valid = cedar.validate(tool);
    if (!valid.ok) return err(`Rule ${tool.rule} failed strict policy validation: ${valid.error}`);
  }
  const slots = takeSlots(compiled.tools.length);
  if (slots === undefined)
    return err(
      `All scopes in force together may name at most ${MAX_SLOTS} tools. Take a scope out of force, or name fewer tools.`,
    );
  const slices = new Map<string, Map<string, Slice>>();
  for (const [i, tool] of compiled.tools.entries()) {
    const slot = slots[i] ?? '';
    const loaded = cedar.load(slot, tool);
    if (!loaded.ok) {
      releaseSlots(slots);
      return err(`Rule ${tool.rule} could not be loaded: ${loaded.error}`);
    }
    const ofServer = slices.get(tool.server) ?? new Map<string, Slice>();
    const ask = rememberAnswers(compiled, (context) =>
      cedar.ask({ slot, agent: compiled.agent, server: tool.server, tool: tool.tool, context }),
    );
    slices.set(tool.server, ofServer.set(tool.tool, { tool, ask }));
  }
  const reference = Object.freeze({ id: compiled.id, sha: compiled.sha });
  return ok({ compiled, reference, slices, slots });
}

/** The one rule of visibility: the scope is in force, and names the tool or only observes. Arguments play no part. */
function isVisible({ active, slice }: Found, now: number): boolean {
  if (active === undefined || !isInForce(active.compiled, now)) return false;
  return slice !== undefined || active.compiled.mode === 'observe';
}

const NOBODY = { absent: 'no declared tool, so it is not known who the call concerns' };

function decide(found: Found, call: ScopeCall): ScopeDecision {
  const { active, slice } = found;
  const visible = isVisible(found, call.now);
  // Invariant: a scope that is not in force, observing or not, lets nothing through.
  const enforced = !visible || active?.compiled.mode !== 'observe';
  if (active === undefined) {
    const hidden = hiddenFrom(call, visible, enforced);
    const message = call.agent === undefined ? NO_AGENT : noScope(plainName(call.agent));
    return { ...hidden, rules: [], eval: 'not-evaluated', errors: ['no-scope'], message };
  }
  const { compiled } = active;
  const expired = call.now > compiled.to;
  const validity = isInForce(compiled, call.now) ? [] : [expired ? 'scope-expired' : 'scope-not-yet-valid'];
  if (slice === undefined) {
    // No policy speaks of the tool: Cedar's default, without asking.
    const message = validity.length > 0 ? notInForce(compiled, expired) : UNKNOWN_TOOL;
    const asked = { scope: active.reference, bundleSha: compiled.bundleSha };
    const hidden = hiddenFrom(call, visible, enforced);
    return { ...hidden, ...asked, rules: [], eval: 'evaluated', errors: validity, message };
  }
  const { tool, ask } = slice;
  const derivation = deriveContext(tool, call, call.args, call.realpath);
  const judged = judge(tool, derivation.context, ask);
  // Member by member: this is made for every call, and a spread costs several times as much.
  const decision = {
    dec: judged.dec,
    eval: judged.eval,
    rules: judged.rules,
    errors: [...validity, ...judged.errors, ...derivation.errors].slice(0, MAX_ERRORS),
    scope: active.reference,
    bundleSha: compiled.bundleSha,
    visible,
    enforced,
    context: derivation.context,
    about: findAbout(tool, call.args, derivation.paths),
    message: validity.length > 0 ? notInForce(compiled, expired) : sentence(compiled, tool, derivation, judged),
  };
  return judged.approval === undefined ? decision : { ...decision, approval: judged.approval };
}

/** A denial of what no scope in force declares. */
function hiddenFrom(facts: CallFacts, visible: boolean, enforced: boolean) {
  return { dec: 'deny', visible, enforced, context: baseContext(facts), about: NOBODY } as const;
}

function sentence(compiled: CompiledScope, tool: CompiledTool, derivation: Derivation, judged: Judgement): string {
  if (judged.eval === 'not-evaluated') return notEvaluated(tool);
  if (judged.dec === 'deny') return denied(compiled, tool, derivation, judged.rules);
  return judged.dec === 'escalate' && judged.approval !== undefined
    ? escalated(tool, judged.approval)
    : permitted(tool);
}
