/** The facts of a request that a scope decides on; a fact that is not known is missing (scope: `MODEL_FACTS`). */
import type { Shaped } from './stages.ts';

/** Plain data for the scope engine, under the names that scope files use. */
export function factsOf({ call, target, cap }: Shaped): Readonly<Record<string, unknown>> {
  const { request, dialect } = call;
  const { region } = target.account;
  const reasoning = request.params['reasoning_effort'];
  const tier = request.params['service_tier'];
  const facts: Record<string, unknown> = {
    operation: dialect.operation,
    stream: request.stream,
    choices: request.choices,
  };
  // Set one by one: this is made for every call, and a spread costs several times as much.
  if (region !== undefined) facts['region'] = region;
  if (cap !== undefined) facts['max-output'] = cap;
  if (request.tools.length > 0) {
    const offered = request.tools.filter(({ ran }) => ran === undefined).map(({ name }) => name);
    const provided = request.tools.filter(({ ran }) => ran === 'provider').map(({ name }) => name);
    if (offered.length > 0) facts['tools'] = offered;
    if (provided.length > 0) facts['provider-tools'] = provided;
  }
  if (request.unbounded.length > 0) facts['unbounded-input'] = request.unbounded;
  if (typeof reasoning === 'string') facts['reasoning-effort'] = reasoning;
  if (typeof tier === 'string') facts['service-tier'] = tier;
  return facts;
}
