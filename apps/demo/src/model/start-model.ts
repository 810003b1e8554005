/** Starts the replay when the demo asks no real model. */
import type { Task } from '../work/tasks.ts';
import type { ModelChoice } from './model-choice.ts';
import { startReplay } from './replay-server.ts';

/** A model that answers. */
export interface StartedModel {
  readonly model: ModelChoice;
  close(): Promise<void>;
}

/** `tasks`: what the replay has answers for. */
export async function startModel(choice: ModelChoice, tasks: readonly Task[]): Promise<StartedModel> {
  if (choice.kind === 'real') return { model: choice, close: async () => undefined };
  const { url, close } = await startReplay(tasks);
  return { model: { ...choice, url }, close };
}
