/**
 * Loaded into a process of the product (`node --import`): hands the variables that CAMPAIGN_HAND_ON names, and itself, on
 * to the children, to whom the product gives an empty environment. Nothing else of the product is changed.
 */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const names = (process.env['CAMPAIGN_HAND_ON'] ?? '').split(',');
const handed = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => names.includes(name) || name === 'CAMPAIGN_HAND_ON' || name === 'NODE_OPTIONS',
  ),
);
const { spawn } = childProcess;
childProcess.spawn = (command, args, options) =>
  command === process.execPath
    ? spawn(command, args, { ...options, env: { ...options.env, ...handed } })
    : spawn(command, args, options);
syncBuiltinESMExports();
