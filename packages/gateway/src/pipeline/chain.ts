/** Puts steps in a row: what one gives is what the next takes, checked by the compiler. One runner for all protocols. */
import type { Step } from './step.ts';

/** Steps in order, from the stage that the first takes to the one that the last gives. `E`: how a call leaves early. */
export interface StepChain<First, Last, E> {
  readonly steps: readonly Pick<Step<never, unknown, E>, 'name' | 'onError'>[];
  and<Next>(step: Step<Last, Next, E>): StepChain<First, Next, E>;
  /** Runs the steps in order until one stops. Never rejects. */
  run(call: First, watch: StepWatch<E>): Promise<Ran<Last, E>>;
}

/** Where a run ended: at the end of the row, at an exit, or by surprise inside a step. */
export type Ran<Out, E> =
  | { readonly kind: 'done'; readonly out: Out }
  | { readonly kind: 'exit'; readonly exit: E; readonly step: string }
  | { readonly kind: 'surprise'; readonly thrown: unknown; readonly step: string };

/** Is told of each step that ended, with monotonic milliseconds; `exit` when the call left the path here. */
export type StepWatch<E> = (step: string, from: number, to: number, exit: E | 'surprise' | undefined) => void;

/** A row of one step. */
export function chainOf<First, Next, E>(step: Step<First, Next, E>): StepChain<First, Next, E> {
  return chain<First, Next, E>([step]);
}

// Invariant: `and` ties each step's input to the output of the step before it, so inside the row the types are known
// to fit although the array does not say so.
function chain<First, Last, E>(steps: readonly Step<never, unknown, E>[]): StepChain<First, Last, E> {
  return {
    steps,
    and: (step) => chain([...steps, step]),
    run: (call, watch) => runSteps<Last, E>(steps, call, watch),
  };
}

async function runSteps<Last, E>(
  steps: readonly Step<never, unknown, E>[],
  call: unknown,
  watch: StepWatch<E>,
): Promise<Ran<Last, E>> {
  let at: unknown = call;
  let from = performance.now();
  for (const step of steps) {
    try {
      // Proof: see the invariant above; `at` is the output of the step before.
      const given = (step as Step<unknown, unknown, E>).run(at);
      // Most steps wait for nothing, and waiting for nothing costs a turn of the queue of promises.
      const result = given instanceof Promise ? await given : given;
      const to = performance.now();
      watch(step.name, from, to, result.kind === 'stop' ? result.exit : undefined);
      from = to;
      if (result.kind === 'stop') return { kind: 'exit', exit: result.exit, step: step.name };
      at = result.call;
    } catch (thrown) {
      watch(step.name, from, performance.now(), 'surprise');
      return { kind: 'surprise', thrown, step: step.name };
    }
  }
  // Proof: the last step of the row gives Last, and every step has run.
  return { kind: 'done', out: at as Last };
}
