/** What every scene of the demo is given. */
import type { Clock } from '@remit/core';
import type { ModelChoice } from '../model/model-choice.ts';
import type { Places } from '../places.ts';
import type { Children } from '../processes/children.ts';
import type { RemitCommand } from '../processes/remit-command.ts';
import type { Temporary } from '../processes/temporary.ts';
import type { RunFolder } from '../run-folder.ts';
import type { Screen } from '../show/screen.ts';
import type { LoggedCall } from '../work/call-log.ts';

export interface Stage {
  readonly screen: Screen;
  readonly folder: RunFolder;
  readonly places: Places;
  readonly children: Children;
  readonly temporary: Temporary;
  readonly clock: Clock;
  /** The model that the agent asks. */
  readonly model: ModelChoice;
  /** The product's command line with the bank's configuration. */
  readonly remit: RemitCommand;
  /** What the demo has called so far. Scenes add to it. */
  readonly calls: LoggedCall[];
}
