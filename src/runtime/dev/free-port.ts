import { createServer } from "node:net";

/** Ports of 127.0.0.1 that nothing listens on now; all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(
      servers.map(
        (server) =>
          new Promise<number>((found, failed) => {
            server.once("error", failed);
            server.listen(0, "127.0.0.1", () => {
              const address = server.address();
              found(typeof address === "object" && address !== null ? address.port : 0);
            });
          }),
      ),
    );
  } finally {
    await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  }
}
