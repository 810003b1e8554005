/**
 * A real time-stamp authority for tests: `openssl ts -reply` behind node:http (RFC 3161 §3.4), with an authority and a
 * certificate made on the spot (ledger reference §15).
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startServer } from './started-server.ts';

const run = promisify(execFile);

/** True when the program `openssl` can be run. */
export function opensslPresent(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/** What kind of TSA. */
export interface TsaOptions {
  readonly key?: 'ec' | 'rsa';
  /** `expired`: the certificate was valid in 2020 only. Default `good`. */
  readonly certificate?: 'good' | 'expired';
}

/** A TSA that can stamp. Certificates in DER. */
export interface TestTsa {
  /** Folder with key.pem, tsa.pem, ca.pem and tsa.cnf. */
  readonly dir: string;
  readonly certificate: Uint8Array;
  readonly authority: Uint8Array;
  /** The answer to a TimeStampReq, DER in and out. */
  reply(query: Uint8Array): Promise<Uint8Array>;
  /** The answer to a query over `bytes`, made by openssl too. */
  stamp(bytes: Uint8Array): Promise<Uint8Array>;
  remove(): void;
}

/** Makes an authority and a TSA under it. */
export function createTsa(options: TsaOptions = {}): TestTsa {
  const dir = mkdtempSync(join(tmpdir(), 'remit-tsa-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  writeFileSync(join(dir, 'tsa.cnf'), CONFIG);
  for (const [name, text] of [
    ['tsaserial', '01\n'],
    ['caserial', '01\n'],
    ['index.txt', ''],
  ] as const)
    writeFileSync(join(dir, name), text);
  const kind = options.key === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const made = ['req', '-config', 'tsa.cnf', '-nodes', '-newkey', ...kind];
  openssl(
    ...made,
    '-x509',
    '-extensions',
    'authority',
    '-subj',
    '/CN=Test TSA CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  openssl(...made, '-subj', '/CN=Test TSA', '-keyout', 'key.pem', '-out', 'tsa.csr');
  const [from, to] = options.certificate === 'expired' ? ['20200101', '20201231'] : ['20200101', '20990101'];
  const dates = ['-startdate', `${from}000000Z`, '-enddate', `${to}000000Z`];
  openssl('ca', '-batch', '-notext', '-config', 'tsa.cnf', '-in', 'tsa.csr', '-out', 'tsa.pem', ...dates);
  let last: Promise<unknown> = Promise.resolve();
  let n = 0;
  const reply = (query: Uint8Array): Promise<Uint8Array> => {
    // One after the other: openssl keeps the serial number in a file.
    const answered = last.then(async () => {
      const [q, r] = [`q${n}.tsq`, `r${n++}.tsr`];
      writeFileSync(join(dir, q), query);
      await run('openssl', ['ts', '-reply', '-config', 'tsa.cnf', '-queryfile', q, '-out', r], { cwd: dir });
      return new Uint8Array(readFileSync(join(dir, r)));
    });
    last = answered.catch(() => undefined);
    return answered;
  };
  return {
    dir,
    certificate: derOf(join(dir, 'tsa.pem')),
    authority: derOf(join(dir, 'ca.pem')),
    reply,
    async stamp(bytes) {
      const name = `data${n++}`;
      writeFileSync(join(dir, name), bytes);
      await run('openssl', ['ts', '-query', '-data', name, '-sha256', '-cert', '-out', `${name}.tsq`], { cwd: dir });
      return reply(new Uint8Array(readFileSync(join(dir, `${name}.tsq`))));
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** The TSA behind HTTP. `requests`: how many came; `fail(n)`: the next n are answered 503. */
export async function startTsa(tsa: TestTsa): Promise<{
  readonly url: string;
  requests(): number;
  fail(n: number): void;
  close(): Promise<void>;
}> {
  let requests = 0;
  let failing = 0;
  const server = await startServer((req, res) => {
    requests += 1;
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      if (failing > 0 || req.headers['content-type'] !== 'application/timestamp-query') {
        failing -= 1;
        res.writeHead(503).end();
        return;
      }
      tsa.reply(Buffer.concat(chunks)).then(
        (answer) => res.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answer),
        () => res.writeHead(500).end(),
      );
    });
  }, '/tsa');
  return {
    url: server.url,
    requests: () => requests,
    fail(n) {
      failing = n;
    },
    close: () => server.close(),
  };
}

function derOf(path: string): Uint8Array {
  const [, body = ''] = /-----BEGIN CERTIFICATE-----([^-]+)-----/.exec(readFileSync(path, 'utf8')) ?? [];
  return new Uint8Array(Buffer.from(body, 'base64'));
}

const CONFIG = `
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[ca]
default_ca = test
[test]
database = index.txt
serial = caserial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
x509_extensions = stamping
unique_subject = no
[any]
commonName = supplied
[stamping]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = t1
[t1]
serial = ./tsaserial
crypto_device = builtin
signer_cert = tsa.pem
certs = ca.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256,sha384,sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
