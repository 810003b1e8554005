/** A token of softhsm2 for tests, with keys in it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';

/** softhsm2 and opensc are installed. */
export const softhsmThere =
  existsSync(MODULE) &&
  spawnSync('pkcs11-tool', ['--version']).error === undefined &&
  spawnSync('softhsm2-util', ['--version']).error === undefined;

/** A token in `dir` with the Ed25519 keys `labels`. `env`: what a process needs to find it. */
export function softhsmToken(dir: string, labels: readonly string[]) {
  mkdirSync(dir, { recursive: true });
  const conf = join(dir, 'softhsm2.conf');
  writeFileSync(conf, `directories.tokendir = ${dir}\nlog.level = ERROR\n`);
  const env = { SOFTHSM2_CONF: conf };
  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, args, { stdio: 'pipe', env: { ...process.env, ...env } });
  run('softhsm2-util', '--init-token --free --label remit --so-pin 1234 --pin 4321'.split(' '));
  labels.forEach((label, i) => {
    const login = ['--module', MODULE, '--login', '--pin', '4321', '--token-label', 'remit'];
    const pair = ['--keypairgen', '--key-type', 'EC:edwards25519', '--label', label, '--id', `0${i + 1}`];
    run('pkcs11-tool', [...login, ...pair]);
  });
  const pinFile = join(dir, 'pin');
  writeFileSync(pinFile, '4321\n', { mode: 0o600 });
  const environment = `SOFTHSM2_CONF=${conf}`;
  const placeOf = (key: string) =>
    ({ kind: 'pkcs11', module: MODULE, token: 'remit', key, pinFile, environment }) as const;
  return { env, placeOf };
}
