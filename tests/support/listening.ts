import { createServer, type Server, type Socket } from "node:net";

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** A server that takes connections and never says a word: what a hung component looks like. */
export function listenInSilence(): Promise<Listening> {
  return listen(createServer());
}

/** Starts any TCP or HTTP server, on a free port unless one is named; closing it ends its connections too. */
export async function listen(server: Server, wanted = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The system gave no port");
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port: address.port, close };
}

/** A port on which nothing listens any more. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listenInSilence();
  await close();
  return port;
}
