/**
 * Who may read `/metrics`: processes on this machine, unless the configuration makes it public. The numbers say how
 * much is used and what fails, which is nobody else's business.
 */
import type { IncomingMessage } from 'node:http';

/** Headers that a proxy adds. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * True for a peer on this machine. Threat: a reverse proxy on this machine makes every stranger a local peer, so a
 * request that says it was forwarded is not local.
 */
export function isLocalRequest(req: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  const { remoteAddress, localAddress } = req.socket;
  if (remoteAddress === undefined || FORWARDED.some((name) => req.headers[name] !== undefined)) return false;
  const peer = remoteAddress.replace(/^::ffff:/, '');
  return peer === '::1' || /^127\.(\d{1,3}\.){2}\d{1,3}$/.test(peer) || remoteAddress === localAddress;
}
