/** Puts steps in a row: what one gives is what the next takes, checked by the compiler. */
import type { Exit, Step } from './step.ts';

/** The named steps of a call, in order; the type of each step's input is the output of the one before. */
export type StepChain<A, B, C, D, E, F, G, H> = readonly [
  Step<A, B>,
  Step<B, C>,
  Step<C, D>,
  Step<D, E>,
  Step<E, F>,
  Step<F, G>,
  Step<G, H>,
];

/** Where a run ended: at the end of the row, at an exit, or by surprise inside a step. */
export type Ran<Out> =
  | { readonly kind: 'done'; readonly out: Out }
  | { readonly kind: 'exit'; readonly exit: Exit; readonly step: string }
  | { readonly kind: 'surprise'; readonly thrown: unknown; readonly step: string };

/** Is told of each step that ended, with monotonic milliseconds; `exit` when the call left the path here. */
export type StepWatch = (step: string, from: number, to: number, exit: Exit | 'surprise' | undefined) => void;

/** Runs the steps in order until one stops. Never rejects. */
export async function runSteps<A, B, C, D, E, F, G, H>(
  steps: StepChain<A, B, C, D, E, F, G, H>,
  call: A,
  watch: StepWatch,
): Promise<Ran<H>> {
  let at: unknown = call;
  let from = performance.now();
  for (const step of steps) {
    try {
      // Proof: StepChain ties each step's input to the output of the step before it, and `at` is that output.
      const given = (step as Step<unknown, unknown>).run(at);
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
  // Proof: the last step of a StepChain gives H, and every step has run.
  return { kind: 'done', out: at as H };
}
