/** Where a sequencer listens and how a gateway reaches it: a Unix socket, or TCP with certificates on both sides. */
import { rmSync } from 'node:fs';
import { connect as connectPlain, createServer as createPlain, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTls } from 'node:tls';

/** A path, or a host and port with TLS. */
export type ServicePlace =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** PEM texts. Each side shows its certificate, and believes only those that `ca` has signed. */
export interface ServiceTls {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Listens. The socket of a path is for its owner's user only; TCP without `tls` is refused. */
export async function listenAt(
  place: ServicePlace,
  tls: ServiceTls | undefined,
  onSocket: (socket: Socket) => void,
): Promise<{ readonly server: Server; readonly port: number | undefined }> {
  const server = place.kind === 'unix' ? createPlain(onSocket) : createTls(tlsOptions(tls), onSocket);
  if (place.kind === 'unix') rmSync(place.path, { force: true });
  // Made for nobody else from its first moment: the mask holds for the socket file too.
  const mask = place.kind === 'unix' ? process.umask(0o177) : undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      if (place.kind === 'unix') server.listen(place.path, resolve);
      else server.listen(place.port, place.host, resolve);
    });
  } finally {
    if (mask !== undefined) process.umask(mask);
  }
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : undefined };
}

/** Connects. Nothing is sent before the other side's certificate was checked. */
export function connectTo(place: ServicePlace, tls: ServiceTls | undefined): Socket {
  if (place.kind === 'unix') return connectPlain(place.path);
  return connectTls({ ...tlsOptions(tls), host: place.host, port: place.port });
}

function tlsOptions(tls: ServiceTls | undefined) {
  if (tls === undefined) throw new Error('A sequencer over TCP needs certificates on both sides.');
  const { ca, certificate: cert, key } = tls;
  return { ca, cert, key, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true } as const;
}
