/** The facts of a request that a scope decides on; a fact that is not known is missing (scope: `MODEL_FACTS`). */
import type { Shaped } from './stages.ts';

/** Plain data for the scope engine, under the names that scope files use. */
export function factsOf({ call, target, cap }: Shaped): Readonly<Record<string, unknown>> {
  const { request, dialect } = call;
  const offered = request.tools.filter(({ ran }) => ran === undefined).map(({ name }) => name);
  const provided = request.tools.filter(({ ran }) => ran === 'provider').map(({ name }) => name);
  const reasoning = request.params['reasoning_effort'];
  const tier = request.params['service_tier'];
  return {
    operation: dialect.operation,
    stream: request.stream,
    choices: request.choices,
    ...(target.account.region === undefined ? {} : { region: target.account.region }),
    ...(cap === undefined ? {} : { 'max-output': cap }),
    ...(offered.length === 0 ? {} : { tools: offered }),
    ...(provided.length === 0 ? {} : { 'provider-tools': provided }),
    ...(request.unbounded.length === 0 ? {} : { 'unbounded-input': request.unbounded }),
    ...(typeof reasoning === 'string' ? { 'reasoning-effort': reasoning } : {}),
    ...(typeof tier === 'string' ? { 'service-tier': tier } : {}),
  };
}
