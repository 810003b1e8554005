#!/usr/bin/env node
/** The process of the demo: arguments in, screens out, exit code 0 or 1. Every way out ends the child processes. */
import { join, resolve } from 'node:path';
import { systemClock } from '@remit/core';
import { FROM_LOGS_SCREENS, playFromLogs } from './from-logs/play-from-logs.ts';
import { modelChoice } from './model/model-choice.ts';
import { startModel } from './model/start-model.ts';
import { parseOptions, USAGE } from './options.ts';
import { findPlaces } from './places.ts';
import { play, SCREENS } from './play.ts';
import type { Children } from './processes/children.ts';
import { createChildren } from './processes/children.ts';
import { createRemitCommand } from './processes/remit-command.ts';
import { createTemporary } from './processes/temporary.ts';
import { forgetLatest } from './publish-latest.ts';
import { makeRunFolder } from './run-folder.ts';
import { startDecisions } from './scenes/start-log.ts';
import { DemoFailure } from './show/demo-failure.ts';
import { createScreen } from './show/screen.ts';
import { tasksOf } from './work/tasks.ts';

const write = (line: string) => void process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options.ok) {
    process.stderr.write(`${options.error}\n${USAGE}\n`);
    return 64;
  }
  const places = findPlaces();
  const { fromLogs } = options.value;
  const given = resolve(options.value.out ?? join(places.root, 'demo-out'));
  const out = fromLogs ? join(given, 'from-logs') : given;
  forgetLatest(out);
  const folder = makeRunFolder(out, systemClock.now());
  const children = createChildren();
  const temporary = createTemporary();
  // For an end that nobody foresaw: nothing can be awaited any more, so what runs is ended at once.
  const leaveNothing = () => {
    children.killNow();
    temporary.removeAll();
  };
  process.once('exit', leaveNothing);
  const stop = endOnSignals(children, leaveNothing);
  const decisions = await startDecisions();
  const choice = modelChoice(process.env, options.value.replay);
  const { model, close } = await startModel(choice, Object.values(tasksOf(folder.applicants)));
  try {
    const remit = createRemitCommand({ children, script: places.remit, config: folder.bankConfig, cwd: folder.bank });
    const screen = createScreen(fromLogs ? FROM_LOGS_SCREENS : SCREENS, write);
    const stage = { screen, folder, places, children, temporary, remit, clock: systemClock, model, calls: [] };
    const pack = fromLogs ? await playFromLogs(stage, out) : await play(stage, decisions, out);
    await children.endAll();
    write(`PASS ${pack}`);
    return 0;
  } catch (error) {
    // What fails because its process was ended by a signal is not a result of the demo.
    if (!stop.asked) process.stderr.write(`\nThe demo stopped.\n${messageOf(error)}\nLogs: ${folder.logs}\n`);
    return 1;
  } finally {
    await children.endAll();
    await decisions.close();
    await close();
  }
}

function messageOf(error: unknown): string {
  if (error instanceof DemoFailure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Ends the children first and then the demo, by the signal that came. A second signal does not wait. */
function endOnSignals(children: Children, leaveNothing: () => void): { readonly asked: boolean } {
  const stop = { asked: false };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      const leave = () => {
        leaveNothing();
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      };
      if (stop.asked) {
        leave();
        return;
      }
      stop.asked = true;
      process.stderr.write(`\n${signal}: ending the processes of the demo ...\n`);
      void children.endAll().then(leave);
    });
  return stop;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`The demo could not start.\n${messageOf(error)}\n`);
  return 1;
});
