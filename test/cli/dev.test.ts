import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { app, dev, isAlive, post, project, SLUICE, serve, sluice, until, write, YAML } from "./harness.ts";

/** Modules for the steps of {@link app}, served by Sluice itself. */
const SERVICES = {
  "services/query-runner.ts": `import { service } from "sluice/service";
import { Completed, QueryRunner } from "../contracts";
export default service(QueryRunner, async (event) => Completed.create({ table: event.data.airport.toLowerCase() }));
`,
};

/** An app whose first step runs the module above. */
function localApp(module = "./services/query-runner.ts"): Readonly<Record<string, string>> {
  return { ...app({ local: `, local: { module: "${module}" }` }), ...SERVICES };
}

/** An app whose first step runs a line of JavaScript. */
function commandApp(code: string): Readonly<Record<string, string>> {
  return { ...app({ local: `, local: { command: "node", args: ["service.cjs"] }` }), "service.cjs": code };
}

/** Lines of text output without times and durations. */
function travels(stdout: string): readonly string[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^\S+ {2}/, "").replace(/ {2}[\d.]+ m?s$/, ""));
}

describe("sluice dev on YAML", () => {
  it("takes an event in binary mode and brings it to a service that runs elsewhere", async () => {
    const bodies: string[] = [];
    const url = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(`${request.headers["ce-type"]?.toString()} ${body}`);
        response.writeHead(202).end();
      });
    });
    const running = dev(project({ "shop.yaml": YAML }), [
      "shop.yaml",
      "--service",
      `orders=${url}`,
      "--until",
      "orders=1",
    ]);
    const answer = await post(await running.broker("shop/default"), "dev.shop.order", { item: "tea" });
    expect(answer.status).toBe(202);
    const { code, stdout } = await running.end();
    expect(code).toBe(0);
    expect(bodies).toEqual([`dev.shop.order {"item":"tea"}`]);
    expect(travels(stdout)).toEqual([
      "✓ dev.shop.order  you → default  taken",
      "✓ dev.shop.order  default → orders  202",
    ]);
  });

  it("tells of an event that a Broker takes and nobody behind it", async () => {
    const running = dev(project({ "shop.yaml": YAML }), ["shop.yaml"]);
    const answer = await post(await running.broker("shop/default"), "dev.shop.ordre", {});
    expect(answer.status).toBe(202);
    await running.says(/dropped/);
    const { code, stdout } = await running.stop();
    expect(code).toBe(0);
    expect(travels(stdout)).toEqual([
      "✓ dev.shop.ordre  you → default  taken",
      "○ dev.shop.ordre  you → default  dropped: nobody takes it",
    ]);
  });

  it("says of which Brokers the law is only assumed", async () => {
    const kafka = YAML.replace(
      "metadata: { name: default, namespace: shop }",
      "metadata: { name: default, namespace: shop, annotations: { eventing.knative.dev/broker.class: Kafka } }",
    ).replace(
      "spec:\n  delivery:",
      "spec:\n  config: { apiVersion: v1, kind: ConfigMap, name: kafka-broker-config, namespace: knative-eventing }\n  delivery:",
    );
    const running = dev(project({ "shop.yaml": kafka }), ["shop.yaml", "--until", "orders=1"]);
    await post(await running.broker("shop/default"), "dev.shop.order", { item: "tea" });
    const { code, stderr } = await running.end();
    expect(code).toBe(0);
    expect(stderr).toContain(
      "Broker shop/default (of class Kafka) runs as MTChannelBasedBroker here. On a cluster events that were taken are stored, and each subscriber gets its events unordered, unless kafka.eventing.knative.dev/delivery.order says otherwise. Unknown of Kafka: acknowledgement,",
    );
  });

  it("takes a structured event, prints JSON lines, and takes the events of a service that has no way to run", async () => {
    const running = dev(project({ "shop.yaml": YAML }), ["shop.yaml", "--until", "orders=1", "--format", "json"]);
    const answer = await fetch(await running.broker("shop/default"), {
      method: "POST",
      headers: { "content-type": "application/cloudevents+json" },
      body: JSON.stringify({ specversion: "1.0", id: "7", type: "dev.shop.order", source: "/me", data: {} }),
    });
    expect(answer.status).toBe(202);
    const { code, stdout, stderr } = await running.end();
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: "dev.shop.order", id: "7", from: "you", to: "default", outcome: "taken", grade: "good" },
      { type: "dev.shop.order", id: "7", from: "default", to: "orders", outcome: "202", grade: "good" },
    ]);
    expect(stderr).toContain("orders has no `local`: its events are taken with an empty 202.");
  });

  it("answers what is no event with 400, what is nowhere with 404 and the places there are", async () => {
    const running = dev(project({ "shop.yaml": YAML }), ["shop.yaml"]);
    const broker = await running.broker("shop/default");
    const plain = await fetch(broker, { method: "POST", body: "hello" });
    const nowhere = await fetch(`${new URL(broker).origin}/shop/defualt`, { method: "POST", body: "hello" });
    expect([plain.status, nowhere.status, await nowhere.text()]).toEqual([
      400,
      404,
      'Nothing of this app is at "/shop/defualt". Events are taken at:\n  /service/shop/failures\n  /service/shop/orders\n  /shop/default\n',
    ]);
    expect((await running.stop()).code).toBe(0);
  });

  it("retries, dead-letters, and fails with the reason when a service keeps failing", async () => {
    const url = await serve((request, response) => {
      request.resume();
      response.writeHead(503).end();
    });
    const running = dev(project({ "shop.yaml": YAML }), [
      "shop.yaml",
      "--service",
      `orders=${url}`,
      "--until",
      "orders=1",
    ]);
    await post(await running.broker("shop/default"), "dev.shop.order", {});
    const { code, stdout, stderr } = await running.end();
    expect(code).toBe(1);
    expect(travels(stdout)).toEqual([
      "✓ dev.shop.order  you → default  taken",
      "↻ dev.shop.order  default → orders  503, again in 100 ms",
      "↻ dev.shop.order  default → orders (attempt 2)  503, again in 200 ms",
      "✗ dev.shop.order  default → orders (attempt 3)  503, dead-lettered to failures",
      "✓ dev.shop.order  default → failures (dead letter)  202",
    ]);
    expect(stderr).toMatch(
      /sluice: dev\.shop\.order \(1\) did not get from default to orders: 503, dead-lettered to failures\.\n$/,
    );
  });

  it("says that an answer is no event, which a Broker takes for a failure", async () => {
    const url = await serve((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/plain" }).end("thank you");
    });
    const running = dev(project({ "shop.yaml": YAML }), [
      "shop.yaml",
      "--service",
      `orders=${url}`,
      "--until",
      "orders=1",
    ]);
    await post(await running.broker("shop/default"), "dev.shop.order", {});
    const { code, stderr } = await running.end();
    expect(code).toBe(1);
    expect(stderr).toContain("its answer is no CloudEvent (it answered 200)");
  });

  it("starts nothing while there are errors, unless it is forced", async () => {
    const folder = project({ "shop.yaml": YAML.replace("broker: default", "broker: defualt") });
    const refused = await sluice(folder, "dev", "shop.yaml", "--port", "0");
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toMatch(/Nothing was started\. Mend the errors above, or run with --force\.\n$/);
    const running = dev(folder, ["shop.yaml", "--force"]);
    expect((await post(await running.broker("shop/default"), "dev.shop.order", {})).status).toBe(202);
  });

  it.each([
    [["--service", "order=http://127.0.0.1:1"], 'There is no service "order"'],
    [["--service", "orders"], '"--service orders" is no NAME=URL.'],
    [["--until", "orders"], '"--until orders" is no NAME=COUNT.'],
    [["--until", "order=1"], 'There is no service "order"'],
    [["--fire", "ord"], 'There is no source with a schedule "ord"'],
  ])("refuses %j", async (args, message) => {
    const { code, stdout, stderr } = await sluice(
      project({ "shop.yaml": YAML }),
      "dev",
      "shop.yaml",
      "--port",
      "0",
      ...args,
    );
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`sluice: ${message}`);
  });

  it("says that a port is in use", async () => {
    const taken = createServer();
    await new Promise<void>((ready) => taken.listen(0, "127.0.0.1", ready));
    const { port } = taken.address() as AddressInfo;
    const ran = await sluice(project({ "shop.yaml": YAML }), "dev", "shop.yaml", "--port", String(port));
    await new Promise((closed) => taken.close(closed));
    expect(ran).toEqual({
      code: 4,
      stdout: "",
      stderr: `sluice: Port ${port} is in use.\n  Name another one: --port 8090, or --port 0 for any.\n`,
    });
  });

  it("runs twice at once on ports of its own", async () => {
    const folder = project({ "shop.yaml": YAML });
    const both = [dev(folder, ["shop.yaml"]), dev(folder, ["shop.yaml"])];
    const brokers = await Promise.all(both.map((running) => running.broker("shop/default")));
    const answers = await Promise.all(brokers.map((url) => post(url, "dev.shop.order", {})));
    expect([brokers[0] === brokers[1], ...answers.map(({ status }) => status)]).toEqual([false, 202, 202]);
    expect((await Promise.all(both.map((running) => running.stop()))).map(({ code }) => code)).toEqual([0, 0]);
  });

  it("fails when it is stopped, or time is up, before what it waits for", async () => {
    const folder = project({ "shop.yaml": YAML });
    const stopped = dev(folder, ["shop.yaml", "--until", "orders=1"]);
    await stopped.broker("shop/default");
    const ended = await stopped.stop();
    const late = await dev(folder, ["shop.yaml", "--until", "orders=1", "--timeout", "0.1"]).end();
    expect([ended.code, late.code]).toEqual([1, 1]);
    expect(ended.stderr).toMatch(/sluice: stopped; still waiting for orders \(1 more\)\.\n$/);
    expect(late.stderr).toMatch(/sluice: time is up; still waiting for orders \(1 more\)\.\n$/);
  });

  it("ends at once when it is stopped, whatever waits to be sent again", async () => {
    const url = await serve((_request, response) => response.writeHead(503).end());
    const slow = YAML.replace("backoffDelay: PT0.1S", "backoffDelay: PT10M");
    const running = dev(project({ "shop.yaml": slow }), ["shop.yaml", "--service", `orders=${url}`]);
    // A sender that is still answered loses its connection.
    const posted = post(await running.broker("shop/default"), "dev.shop.order", {}).catch(() => undefined);
    await running.says(/503, again in 600 s/);
    expect((await running.stop()).code).toBe(0);
    await posted;
  });
});

describe("sluice dev on an app", () => {
  it("fires a schedule, runs the service's module, and ends when the last step has its event", async () => {
    const ran = await sluice(project(localApp()), "dev", "--port", "0", "--fire", "ord", "--until", "chart-creator=1");
    expect(ran.stderr).toContain("reports-ord is fired by hand.");
    expect(ran.code).toBe(0);
    expect(travels(ran.stdout)).toEqual([
      "✓ dev.knative.sources.ping  reports-ord → reports-daily-broker  taken",
      "✓ dev.knative.sources.ping  reports-daily-broker → reports-query-runner  200, replied dev.reports.query.completed.v1",
      "✓ dev.reports.query.completed.v1  reports-query-runner → reports-daily-broker  taken",
      "✓ dev.reports.query.completed.v1  reports-daily-broker → reports-chart-creator  202",
    ]);
  });

  it("runs any command that listens on PORT", async () => {
    const code = `require("node:http").createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "ce-specversion": "1.0", "ce-id": "2", "ce-source": "/js", "ce-type": "dev.reports.query.completed.v1", "content-type": "application/json" }).end('{"table":"t"}');
}).listen(Number(process.env.PORT));`;
    const ran = await sluice(
      project(commandApp(code)),
      "dev",
      "--port",
      "0",
      "--fire",
      "ord",
      "--until",
      "chart-creator=1",
    );
    expect([ran.code, travels(ran.stdout).at(-1)]).toEqual([
      0,
      "✓ dev.reports.query.completed.v1  reports-daily-broker → reports-chart-creator  202",
    ]);
  });

  it("tells why a handler that throws loses its event: retries, then the dead-letter sink", async () => {
    const folder = project(localApp());
    write(folder, {
      "services/query-runner.ts": `import { service } from "sluice/service";
import { QueryRunner } from "../contracts";
export default service(QueryRunner, async () => { throw new Error("no such table"); });
`,
    });
    const ran = await sluice(folder, "dev", "--port", "0", "--fire", "ord", "--until", "chart-creator=1");
    const reason = `500: The handler of step "query-runner" failed: no such table`;
    expect(ran.code).toBe(1);
    expect(travels(ran.stdout)).toEqual([
      "✓ dev.knative.sources.ping  reports-ord → reports-daily-broker  taken",
      `↻ dev.knative.sources.ping  reports-daily-broker → reports-query-runner  ${reason}, again in 100 ms`,
      `↻ dev.knative.sources.ping  reports-daily-broker → reports-query-runner (attempt 2)  ${reason}, again in 200 ms`,
      `✗ dev.knative.sources.ping  reports-daily-broker → reports-query-runner (attempt 3)  ${reason}, dead-lettered to reports-failures`,
      "✓ dev.knative.sources.ping  reports-daily-broker → reports-failures (dead letter)  202",
    ]);
    const [, end = ""] = ran.stderr.split(" did not get from ");
    expect(end).toBe(`reports-daily-broker to reports-query-runner: ${reason}, dead-lettered to reports-failures.\n`);
  });

  it.each([
    [
      "ends at once",
      "console.error('no table'); process.exit(3);",
      /sluice: "reports-query-runner" could not be started: it exited with code 3\. It last said:\n {4}no table\n/,
    ],
    [
      "cannot be parsed",
      "const = ;",
      /sluice: "reports-query-runner" could not be started: it exited with code 1\. It last said:\n/,
    ],
  ])("says what a service that %s last said, and leaves nothing behind", async (_, code, message) => {
    const ran = await sluice(
      project(commandApp(code)),
      "dev",
      "--port",
      "0",
      "--fire",
      "ord",
      "--until",
      "chart-creator=1",
    );
    expect([ran.code, ran.stdout]).toEqual([4, ""]);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).toMatch(/\n {2}Run its `local` command by hand to see what it needs\.\n$/);
  });

  it("names a module that is missing and a command that is not installed", async () => {
    const missing = await sluice(project(localApp("./services/nope.ts")), "dev", "--port", "0");
    expect(missing.code).toBe(4);
    expect(missing.stderr).toContain("services/nope.ts");
    expect(missing.stderr).not.toMatch(/^ +at /m);
    const command = await sluice(
      project(app({ local: `, local: { command: "no-such-command" }` })),
      "dev",
      "--port",
      "0",
    );
    expect(command.code).toBe(4);
    expect(command.stderr).toMatch(/sluice: "reports-query-runner" could not be started: "no-such-command": /);
  });

  it("leaves no process when it is ended, nor when it is killed with -9", async () => {
    const code = `require("node:fs").writeFileSync(process.env.PID_FILE, String(process.pid));
require("node:http").createServer((request, response) => response.end()).listen(Number(process.env.PORT));`;
    const folder = project(commandApp(code));
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const running = dev(folder, [], { PID_FILE: join(folder, `${signal}.pid`) });
      await running.broker("reports/reports-daily-broker");
      const pid = Number(readFileSync(join(folder, `${signal}.pid`), "utf8"));
      expect(isAlive(pid)).toBe(true);
      running.child.kill(signal);
      await running.end();
      await until(() => !isAlive(pid));
    }
  });

  it("says what comes from a secret and is set nowhere here", async () => {
    const folder = project(
      app({ local: `, local: { command: "node" }, env: { TOKEN: { secretKeyRef: { name: "mail", key: "token" } } }` }),
    );
    expect(await sluice(folder, "dev", "--port", "0")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "sluice: On a cluster these come from secrets or config maps, and here from nowhere: TOKEN (reports-query-runner).\n" +
        "  Set them in the environment, or in `local: { env }` of the service.\n",
    });
  });

  it("starts a service again that dies, and the event is not lost", async () => {
    const code = `const { existsSync, writeFileSync } = require("node:fs");
require("node:http").createServer((request, response) => {
  request.resume();
  if (!existsSync("died")) { writeFileSync("died", ""); process.exit(9); }
  response.writeHead(200, { "ce-specversion": "1.0", "ce-id": "2", "ce-source": "/js", "ce-type": "dev.reports.query.completed.v1", "content-type": "application/json" }).end('{"table":"t"}');
}).listen(Number(process.env.PORT));`;
    const files = commandApp(code);
    const main = (files["main.ts"] ?? "").replace(
      "retry: 2, backoff: exponential(Duration.millis(100))",
      "retry: 5, backoff: exponential(Duration.millis(500))",
    );
    const folder = project({ ...files, "main.ts": main });
    const ran = await sluice(folder, "dev", "--port", "0", "--fire", "ord", "--until", "chart-creator=1");
    expect(ran.stderr).toContain("reports-query-runner: it exited with code 9; started again in 100 ms");
    expect([ran.code, travels(ran.stdout).at(-1)]).toEqual([
      0,
      "✓ dev.reports.query.completed.v1  reports-daily-broker → reports-chart-creator  202",
    ]);
  });
});

describe("the built command", () => {
  it("ends quietly when what reads its output goes away", async () => {
    const folder = project({ "shop.yaml": YAML });
    const child = spawn("sh", ["-c", `"${process.execPath}" "${SLUICE}" graph shop.yaml | true`], { cwd: folder });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    await new Promise((done) => child.on("close", done));
    expect(stderr).toBe("");
  });
});
