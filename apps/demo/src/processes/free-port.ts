import { createServer } from 'node:net';
import { required } from '../show/demo-failure.ts';

/** A port of 127.0.0.1 that nobody listens on at this moment. For a server that cannot choose one by itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return required(
    address !== null && typeof address === 'object' ? address.port : undefined,
    'a free port of 127.0.0.1',
  );
}
