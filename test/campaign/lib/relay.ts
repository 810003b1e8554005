/** A way to a server, on a port that stays, which can be cut and restored. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The running relay. */
export interface Relay {
  readonly port: number;
  cut(): Promise<void>;
  restore(): Promise<void>;
}

/** Opens the way to whatever `target` names when a connection comes. */
export async function startRelay(target: () => string): Promise<Relay> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  let server: Server | undefined;
  const listen = async (port: number) => {
    const opened = createServer((socket) => {
      const onward = connect(Number(new URL(target()).port), '127.0.0.1');
      keep(socket);
      keep(onward);
      socket.pipe(onward).pipe(socket);
    });
    server = opened;
    await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve));
    // Listening on TCP, so the address is an object.
    return (opened.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    port,
    async cut() {
      const closed = new Promise((resolve) => server?.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    restore: async () => void (await listen(port)),
  };
}
