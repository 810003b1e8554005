/**
 * What all records of an attempt say alike: who asked whom for which model. Frozen, and the same objects for the same
 * caller, client and target, so that their text in records is made once.
 */
import { toLabel } from '@remit/gateway';
import type { Act, DraftOf, Who } from '@remit/record';
import type { Caller } from '@remit/registry';
import { whoOf } from '@remit/registry';
import { modelServer } from '@remit/scope';
import type { Shaped } from '../pipeline/stages.ts';
import type { RouteTarget } from '../routing/accounts.ts';

/** Client names kept for one caller. They come from the wire. */
const MAX_CLIENTS = 64;
const MAX_NAME = 256;
const callers = new WeakMap<Caller, Map<string | undefined, Who>>();
/** By target, then by the operation and by the name that the caller used. Routes are configured, so both are few. */
const acts = new WeakMap<RouteTarget, Map<string, Act>>();
const models = new WeakMap<RouteTarget, Map<string, RequestedModel>>();

type RequestedModel = DraftOf<'llm.decision'>['model'];

/** The caller with the client's own name for itself. */
export function whoAsked({ caller, client }: Shaped['call']): Who {
  const held = callers.get(caller) ?? new Map<string | undefined, Who>();
  const known = held.get(client);
  if (known !== undefined) return known;
  const who = Object.freeze(whoOf(caller, client === undefined ? undefined : toLabel(client)));
  if (held.size >= MAX_CLIENTS) held.clear();
  if ((client?.length ?? 0) <= MAX_NAME) callers.set(caller, held.set(client, who));
  return who;
}

/** Which account is asked to do what, with which model. */
export function actOf({ call, target }: Shaped): Act {
  const method = call.dialect.operation;
  return kept(acts, target, method, () => ({
    srv: toLabel(modelServer(target.account.name)),
    method,
    tool: toLabel(target.model),
  }));
}

/** The model that was asked for, and what it was sent as. */
export function modelOf({ call, target }: Shaped): RequestedModel {
  const { model } = call.request;
  return kept(models, target, model, () => {
    const { region, manifest, name } = target.account;
    return {
      prov: toLabel(name),
      req: toLabel(model),
      route: toLabel(target.model),
      kind: manifest.prices,
      ...(region === undefined ? {} : { region: toLabel(region) }),
    };
  });
}

function kept<T>(memory: WeakMap<RouteTarget, Map<string, T>>, target: RouteTarget, name: string, make: () => T): T {
  const held = memory.get(target) ?? new Map<string, T>();
  const known = held.get(name);
  if (known !== undefined) return known;
  const made = Object.freeze(make());
  memory.set(target, held.set(name, made));
  return made;
}
