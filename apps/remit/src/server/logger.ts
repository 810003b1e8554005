/** Structured log lines on standard error, one JSON object each. Standard output belongs to a command's result. */
import type { Logger } from '@remit/core';
import { destination, pino } from 'pino';

/** Makes the process's logger. Authorization headers and keys are never logged; the redaction is a second belt. */
export function createLogger(level: 'debug' | 'info' | 'warn' | 'error'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['token', 'key', 'authorization', 'headers.authorization'],
    },
    destination({ fd: 2, sync: true }),
  );
}
