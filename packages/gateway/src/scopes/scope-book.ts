/**
 * The scopes in force, and how a new one comes into force: parsed, compiled, validated, recorded durably, and only then
 * active (design/architecture.md, "One idea carries everything").
 */
import type { Clock, Logger, RemitError, Result } from '@remit/core';
import { err, ok, rfc3339, utf8 } from '@remit/core';
import type { Blobs, DraftOf, Recorder } from '@remit/record';
import type { Caller } from '@remit/registry';
import { whoOf } from '@remit/registry';
import type { CompiledScope, ScopeEngine } from '@remit/scope';
import { compileScope, parseScope } from '@remit/scope';
import { createScopeEngine } from '@remit/scope/engine';
import { asRecordingError } from '../errors.ts';
import { recordDurably, tryRecord, untilDurable } from '../records/recording.ts';
import type { RestoredScope, RestoredScopes } from './restore-scopes.ts';
import type { DeclaredInForce, ScopeInForce, ScopeRefusal } from './scope-in-force.ts';

export interface ScopeBook {
  declare(by: Caller, yaml: string): Promise<Result<DeclaredInForce, ScopeRefusal>>;
  /**
   * Takes in what another gateway has declared: `restore` reads the log that both share. It waits for a declaration that is
   * under way here, so that the order of the log decides. Rejects when the log cannot be read.
   */
  follow(restore: () => RestoredScopes): Promise<void>;
  /** The newest file of each scope id whose validity has not ended. */
  inForce(): readonly ScopeInForce[];
}

export interface ScopeBookDeps {
  readonly engine: ScopeEngine;
  readonly recorder: Recorder;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly restored: RestoredScopes;
}

/** Puts the restored scopes in force and takes declarations. */
export function createScopeBook(deps: ScopeBookDeps): ScopeBook {
  const { engine, recorder, blobs, clock, logger, restored } = deps;
  const held = new Map<string, ScopeInForce>();
  for (const problem of restored.problems) logger.error({}, problem);

  const activate = ({ compiled, source }: ScopeInForce): void => {
    for (const other of held.values()) if (isEnded(other, compiled.agent)) engine.deactivate(other.compiled.id);
    const done = engine.activate(compiled);
    if (done.ok) held.set(compiled.id, { compiled, source });
    // The policies passed the same validation before they were recorded; without them the agent is denied.
    else
      logger.error(
        { scope: compiled.id, sha: compiled.sha },
        `a recorded scope could not be put in force: ${done.error}`,
      );
  };
  const end = (id: string): void => {
    engine.deactivate(id);
    held.delete(id);
  };
  const isEnded = ({ compiled }: ScopeInForce, agent: string) => compiled.agent === agent && compiled.to < clock.now();

  const putInForce = async (scope: RestoredScope): Promise<void> => {
    const { compiled, recordedBundle, declaredBy } = scope;
    if (compiled.bundleSha !== recordedBundle) {
      // Another compiler: what decides from now on has to stand in the log first. Until then the agent is denied.
      const done = await recordDurably(recorder, activation(compiled, declaredBy));
      if (!done.ok) {
        logger.error(
          { scope: compiled.id, code: done.error.code },
          'a scope is not in force: its new policies could not be recorded. Declare it again.',
        );
        return;
      }
    }
    if (!held.has(compiled.id)) activate(scope);
  };

  // Declarations run one after the other, after the restored scopes: each sees what the one before has put in force.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  };
  for (const scope of restored.scopes) {
    if (scope.compiled.bundleSha === scope.recordedBundle) activate(scope);
    else void inTurn(() => putInForce(scope));
  }

  const declareInTurn = async (by: Caller, yaml: string): Promise<Result<DeclaredInForce, ScopeRefusal>> => {
    const parsed = parseScope(yaml);
    if (!parsed.ok) return err({ kind: 'invalid', problems: parsed.error });
    const source = utf8(yaml);
    const compiled = compileScope(parsed.value, source);
    const previous = held.get(compiled.id)?.compiled.sha;
    const { id, sha, agent } = compiled;
    const declared = { id, sha, agent, ...(previous === undefined ? {} : { supersedes: previous }) };
    if (previous === sha) return ok({ id, sha, agent });
    const objection = objectionTo(compiled, [...held.values()], clock.now());
    if (objection !== undefined) return err({ kind: 'conflict', message: objection });
    const recorded = await record(by, compiled, source, previous);
    if (!recorded.ok) return err({ kind: 'unavailable', error: recorded.error });
    activate({ compiled, source: yaml });
    return ok(declared);
  };

  const record = async (
    by: Caller,
    compiled: CompiledScope,
    source: Uint8Array,
    supersedes: string | undefined,
  ): Promise<Result<void, RemitError>> => {
    try {
      await blobs.put(source);
    } catch (thrown) {
      return err(asRecordingError(thrown));
    }
    const { id, sha, agent, systemId, from, to } = compiled;
    const declaration = tryRecord(recorder, {
      t: 'scope.declare',
      who: whoOf(by),
      scope: { id, sha },
      dcl: {
        agent,
        system: systemId,
        from: rfc3339(from),
        to: rfc3339(to),
        ...(supersedes === undefined ? {} : { supersedes }),
      },
    });
    if (!declaration.ok) return declaration;
    const active = tryRecord(recorder, activation(compiled, declaration.value.leaf));
    const durable = await untilDurable(declaration.value);
    if (!active.ok) return active;
    const activeDurable = await untilDurable(active.value);
    if (!durable.ok) return durable;
    return activeDurable.ok ? ok(undefined) : activeDurable;
  };

  return {
    async declare(by, yaml) {
      if (!by.roles.includes('admin'))
        return err({
          kind: 'not-allowed',
          message: 'Only a key with the role admin may declare a scope. Use an admin key.',
        });
      return inTurn(() => declareInTurn(by, yaml));
    },
    follow: (restore) =>
      inTurn(async () => {
        const { scopes, problems, missing } = restore();
        for (const problem of problems) logger.error({}, problem);
        // Not the older file in its place: its agent has no scope and every call of it is denied.
        for (const id of missing) end(id);
        // Two gateways may have taken a scope each for one agent at once: all of them keep the one that a start would.
        const first = new Map<string, string>();
        for (const { compiled } of scopes)
          if (compiled.to >= clock.now() && !first.has(compiled.agent)) first.set(compiled.agent, compiled.id);
        for (const { compiled } of held.values())
          if ((first.get(compiled.agent) ?? compiled.id) !== compiled.id) end(compiled.id);
        for (const scope of scopes) {
          const { id, agent, sha, bundleSha } = scope.compiled;
          if (held.get(id)?.compiled.sha === sha || (first.get(agent) ?? id) !== id) continue;
          if (bundleSha === scope.recordedBundle) activate(scope);
          else {
            end(id);
            await putInForce(scope);
          }
        }
      }),
    inForce: () => [...held.values()].filter(({ compiled }) => compiled.to >= clock.now()),
  };
}

function activation(compiled: CompiledScope, declaredBy: string): DraftOf<'policy.activate'> {
  const { id, sha, bundleSha, compiler } = compiled;
  return {
    t: 'policy.activate',
    cause: [declaredBy],
    scope: { id, sha },
    act_pol: { bundle_sha: bundleSha, compiler },
  };
}

/** Why a valid file cannot take effect; undefined when it can. Nothing is recorded of a file that is refused. */
function objectionTo(compiled: CompiledScope, held: readonly ScopeInForce[], now: number): string | undefined {
  const { id, agent, to } = compiled;
  if (to < now) return `Scope "${id}" ended ${rfc3339(to)}, before now. Set valid.to to a later date.`;
  const holder = held.find(
    (other) => other.compiled.agent === agent && other.compiled.id !== id && other.compiled.to >= now,
  );
  if (holder !== undefined)
    return `Agent "${agent}" already has scope "${holder.compiled.id}" until ${rfc3339(holder.compiled.to)}, and one agent has one scope. Declare the new file under the id "${holder.compiled.id}" to replace it.`;
  return validate(compiled);
}

/** Strict validation in an engine of its own, so that a refused file leaves neither a record nor an effect. */
function validate(compiled: CompiledScope): string | undefined {
  const trial = createScopeEngine();
  const done = trial.activate(compiled);
  trial.deactivate(compiled.id);
  return done.ok ? undefined : done.error;
}
