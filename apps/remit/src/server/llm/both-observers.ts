/** Two observers as one: each hears of everything. */
import type { LlmObserver } from '@remit/llm';

/** The context that is sent is the first one's, when it gives one. */
export function bothObservers(first: LlmObserver, second: LlmObserver): LlmObserver {
  return {
    begin(call) {
      const watches = [first.begin(call), second.begin(call)] as const;
      const [one, two] = watches;
      return {
        step(...told) {
          for (const watch of watches) watch.step(...told);
        },
        forwarding(attempt) {
          const [context, other] = [one.forwarding(attempt), two.forwarding(attempt)];
          return context ?? other;
        },
        firstByte() {
          for (const watch of watches) watch.firstByte();
        },
        answered(answer) {
          for (const watch of watches) watch.answered(answer);
        },
        refused(...told) {
          for (const watch of watches) watch.refused(...told);
        },
        end() {
          for (const watch of watches) watch.end();
        },
      };
    },
  };
}
