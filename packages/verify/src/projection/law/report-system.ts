/** Which system a report is about: the one that it names, else the only one that has a card. */
import { declaredSystems } from '@remit/catalogue';
import { recordsOf } from '../log-view.ts';
import type { Study } from '../study.ts';

/** Id of the system; undefined when the report is about all systems and not exactly one has a card. */
export function systemOfReport({ core, view }: Study): string | undefined {
  if (core.inputs.system !== undefined) return core.inputs.system;
  const systems = declaredSystems(recordsOf(view, 'registry.change'));
  return systems.length === 1 ? systems[0] : undefined;
}
