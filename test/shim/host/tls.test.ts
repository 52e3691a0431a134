import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { RouteTable } from "../../../src/routes/index.ts";
import { post, Sockets } from "./harness.ts";

it("trusts the certificates that the table gives a destination, and no others of that issuer", async (ctx) => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = "-subj /CN=localhost -addext subjectAltName=DNS:localhost";
  const made = spawnSync("openssl", [
    ...`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 ${subject} -keyout`.split(" "),
    key,
    "-out",
    cert,
  ]);
  ctx.skip(made.status !== 0, "openssl is not there to make a certificate");
  const caCerts = readFileSync(cert, "utf8");
  const server = createServer({ key: readFileSync(key), cert: caCerts }, (_, response) =>
    response.writeHead(202).end(),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const sockets = new Sockets();
  try {
    const table: RouteTable = {
      version: 1,
      name: "orders",
      destinations: { known: { url, caCerts }, unknown: { url } },
      routes: {
        "/known": { mode: "fuse", flow: [{ publish: "known" }] },
        "/unknown": { mode: "fuse", flow: [{ publish: "unknown" }] },
      },
    };
    const shim = await sockets.shim(table);
    expect((await post(`${shim.url}/known`)).status).toBe(202);
    const refused = await post(`${shim.url}/unknown`);
    expect([refused.status, await refused.text()]).toEqual([
      502,
      "flow-0: unknown did not take it: the request failed (DEPTH_ZERO_SELF_SIGNED_CERT).",
    ]);
  } finally {
    await sockets.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    rmSync(folder, { recursive: true });
  }
});
