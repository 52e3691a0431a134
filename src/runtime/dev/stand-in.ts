import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { EndpointId } from "../../graph/graph.ts";
import type { PlannedService } from "./plan.ts";

/** What stands in for services that nothing starts. */
export interface StandIns {
  close(): Promise<void>;
}

/** Gives every service without a way to start an address of its own that answers an empty 202. */
export async function startStandIns(
  services: readonly PlannedService[],
  locations: Map<EndpointId, string>,
  notice: (text: string) => void,
): Promise<StandIns> {
  const servers: Server[] = [];
  for (const service of services) {
    if (service.kind !== "stand-in") continue;
    const server = createServer((request, response) => {
      request.resume();
      request.on("end", () => response.writeHead(202).end());
    });
    servers.push(server);
    await new Promise<void>((ready, failed) => {
      server.once("error", failed);
      server.listen(0, "127.0.0.1", ready);
    });
    locations.set(service.endpoint, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    notice(
      `${service.name} has no \`local\`: its events are taken with an empty 202. Give it one, or --service ${service.name}=URL.`,
    );
  }
  return {
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise((closed) => server.close(closed));
        }),
      );
    },
  };
}
