/** The limit: a proxy of node:http and undici's dispatch that does nothing but forward. Prints its port. */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2] ?? '', { connections: 64, pipelining: 1 });

const server = createServer((req, res) => {
  pool.dispatch(
    {
      method: 'POST',
      path: req.url ?? '/',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: req,
    },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        // One value each: the upstream here is our own. A stream has no length.
        const { 'content-length': length } = headers;
        res.writeHead(status, {
          'content-type': String(headers['content-type']),
          ...(length === undefined ? {} : { 'content-length': String(length) }),
        });
      },
      onResponseData(_controller, chunk) {
        res.write(chunk);
      },
      onResponseEnd() {
        res.end();
      },
      onResponseError() {
        res.destroy();
      },
    },
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`);
});
