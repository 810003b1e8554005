/**
 * Name resolution that refuses private addresses. The connection is made to the very addresses that were checked, so a
 * name cannot be rebound between the check and the connection.
 */
import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

/** Code of the error: nothing was sent. */
export const PRIVATE_ADDRESS = 'ERR_OUTBOUND_PRIVATE_ADDRESS';

/** Resolves a name to all of its addresses. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** Asks the system, as every other program does. */
export const systemResolve: Resolve = (hostname, done) => systemLookup(hostname, { all: true }, done);

/** For the `lookup` option of a socket. One private address refuses the name: a mixed answer is an attack or a mistake. */
export function guardedLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address)))
        return callback(refused(hostname), '', 0);
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

function refused(hostname: string): NodeJS.ErrnoException {
  const message = `${hostname} has a private address. Name it in outbound.private-hosts if that is meant.`;
  return Object.assign(new Error(message), { code: PRIVATE_ADDRESS });
}
