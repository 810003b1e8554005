/**
 * Loaded into the gateway (`node --import`): hands the faked clock on to its children, to whom the product gives an empty
 * environment. Nothing else of the product is changed.
 */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const handed = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(LD_PRELOAD|NO_FAKE_STAT|FAKETIME\w*)$/.test(name)),
);
const { spawn } = childProcess;
childProcess.spawn = (command, args, options) =>
  command === process.execPath
    ? spawn(command, args, { ...options, env: { ...options.env, ...handed } })
    : spawn(command, args, options);
syncBuiltinESMExports();
