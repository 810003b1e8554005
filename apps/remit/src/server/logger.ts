/** Structured log lines on standard error, one JSON object each. Standard output belongs to a command's result. */
import type { Logger } from '@remit/core';
import { destination, pino } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A logger whose least severe level can be changed. */
export interface LeveledLogger extends Logger {
  setLevel(level: LogLevel): void;
}

/** Makes the process's logger. Authorization headers and keys are never logged; the redaction is a second belt. */
export function createLogger(level: LogLevel): LeveledLogger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['token', 'key', 'authorization', 'headers.authorization'],
    },
    destination({ fd: 2, sync: true }),
  );
  // pino replaces its methods when the level changes, so each is looked up when it is called.
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    setLevel(next) {
      log.level = next;
    },
  };
}
