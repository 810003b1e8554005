/** Commands of the product, run as anybody runs them: a process of its own, a configuration, a key, an exit code. */
import { DemoFailure } from '../show/demo-failure.ts';
import type { Children } from './children.ts';
import { within } from './until.ts';

/** What a command left behind. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** The last lines of both streams. */
  readonly said: string;
}

export interface RemitCommand {
  /** Runs `remit ARGS` and answers however it ends. `key`: the caller's key, handed over in the environment. */
  run(args: readonly string[], key?: string): Promise<CommandResult>;
  /** Runs `remit ARGS --json`, expects exit code 0 and answers what it printed. */
  json<T>(args: readonly string[], key?: string): Promise<T>;
}

const LIMIT_MS = 60_000;

/** `script`: the built command line. `config`: configuration file of the bank. */
export function createRemitCommand(deps: {
  readonly children: Children;
  readonly script: string;
  readonly config: string;
  readonly cwd: string;
}): RemitCommand {
  const run = async (args: readonly string[], key?: string): Promise<CommandResult> => {
    const child = deps.children.start({
      name: `remit ${args.slice(0, 2).join(' ')}`,
      args: [deps.script, ...args],
      cwd: deps.cwd,
      env: { REMIT_CONFIG: deps.config, ...(key === undefined ? {} : { REMIT_KEY: key }) },
    });
    const { code, signal } = await within(child.name, LIMIT_MS, child.ended);
    if (code === null) throw new DemoFailure(`${child.name} was ended by ${signal ?? 'a signal'}`);
    return { code, stdout: child.stdout(), said: child.lastLines() };
  };
  return {
    run,
    async json<T>(args: readonly string[], key?: string) {
      const { code, stdout, said } = await run([...args, '--json'], key);
      if (code !== 0) throw new DemoFailure(`remit ${args.join(' ')} ended with exit code ${code}. It said:\n${said}`);
      try {
        // The product prints the shape that the caller declares; the demo then checks what it relies on.
        return JSON.parse(stdout) as T;
      } catch {
        throw new DemoFailure(`remit ${args.join(' ')} printed no JSON. It said:\n${said}`);
      }
    },
  };
}
