/** Warnings for the person at a command: sentences on the error stream. A server writes structured lines instead. */
import type { LeveledLogger } from '../server/logger.ts';
import type { Io } from './io.ts';

/** Says warnings and errors, with what they are about; the rest is for servers. */
export function commandLogger(io: Io): LeveledLogger {
  const say = (kind: string) => (fields: object, message: string) => io.err(`${kind}: ${message}${about(fields)}`);
  const ignore = () => undefined;
  return { debug: ignore, info: ignore, warn: say('Warning'), error: say('Error'), setLevel: ignore };
}

/** The fields that hold something readable. The name of a child process tells a person nothing. */
function about(fields: object): string {
  const told = Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'child') return [];
    if (value instanceof Error) return [`${name}: ${value.message}`];
    return typeof value === 'string' || typeof value === 'number' ? [`${name}: ${value}`] : [];
  });
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}
