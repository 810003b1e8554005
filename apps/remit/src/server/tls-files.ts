/** The certificate of the listener and its key, from the files that the configuration names. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Config } from '../config/load.ts';

export interface TlsFiles {
  /** Reads both files now and checks that they fit together. The error is a finished sentence, without file contents. */
  read(): Result<SecureContextOptions, string>;
}

/** Undefined when the listener speaks plain HTTP. */
export function createTlsFiles(config: Config): TlsFiles | undefined {
  const { tls } = config.file.listen;
  if (tls === undefined) return undefined;
  const certificate = resolve(config.base, tls.certificate);
  const key = resolve(config.base, tls.key);
  return {
    read() {
      try {
        const options: SecureContextOptions = {
          cert: readFileSync(certificate),
          key: readFileSync(key),
          // RFC 8996: 1.0 and 1.1 must not be used.
          minVersion: 'TLSv1.2',
        };
        createSecureContext(options);
        return ok(options);
      } catch (error) {
        const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
        return err(`listen.tls: ${certificate} and ${key} are no certificate with its key (${why}).`);
      }
    },
  };
}
