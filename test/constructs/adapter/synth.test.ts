import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { inspect } from "node:util";
import { ApiObject, App, type AppProps, Chart, Duration, Lazy, Testing, YamlOutputType } from "cdk8s";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { integrate } from "../../../constructs/adapter/synth.ts";
import { SynthError } from "../../../constructs/adapter/synth-error.ts";
import { Broker, exponential, external, KnativeService, PingSource, Trigger } from "../../../constructs/index.ts";
import { parseAppFile } from "../../../src/manifests/app-file.ts";
import { SYNTH_HOST, type SynthReport } from "../../../src/manifests/synth-report.ts";

const backoff = exponential(Duration.seconds(1));

const failures = external("failures", { uri: "http://failures.example.com/" });

const home = process.cwd();
let told: string[];

beforeEach(() => {
  process.chdir(realpathSync(mkdtempSync(join(tmpdir(), "sluice-synth-"))));
  told = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(globalThis, SYNTH_HOST);
  rmSync(process.cwd(), { recursive: true });
  process.chdir(home);
});

/** An app with nothing wrong. */
function sound(props: AppProps = {}): App {
  const app = new App(props);
  const orders = new Chart(app, "orders", { namespace: "shop" });
  const broker = new Broker(orders, "broker", {
    delivery: { retry: 3, backoff, deadLetterSink: failures },
    metadata: { name: "orders" },
  });
  new PingSource(orders, "tick", { schedule: "@daily", sink: broker, metadata: { name: "tick" } });
  const billing = new Chart(app, "billing", { namespace: "shop" });
  const bill = new KnativeService(billing, "bill", {
    image: "shop/bill:1",
    metadata: { name: "bill" },
    local: { module: "./bill.ts" },
  });
  new Trigger(billing, "bill-orders", { broker, subscriber: bill, metadata: { name: "bill" } });
  return app;
}

/** An app with one error and one warning. */
function faulty(): App {
  const app = new App();
  const chart = new Chart(app, "orders", { namespace: "shop" });
  const broker = new Broker(chart, "broker", { delivery: { retry: 3, backoff }, metadata: { name: "orders" } });
  new PingSource(chart, "tick", { schedule: "@daily", sink: broker });
  const bill = new KnativeService(chart, "bill", { image: "shop/bill:1", metadata: { name: "bill" } });
  new Trigger(chart, "bill-orders", { broker, subscriber: bill });
  new PingSource(chart, "lost", { schedule: "@hourly", metadata: { name: "lost" } });
  return app;
}

/** Every file below a folder, with its text. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

test.each([
  ["one file an app", YamlOutputType.FILE_PER_APP, ["app.k8s.yaml"]],
  ["one file a chart", YamlOutputType.FILE_PER_CHART, ["billing.k8s.yaml", "orders.k8s.yaml"]],
  [
    "one file an object",
    YamlOutputType.FILE_PER_RESOURCE,
    ["Broker.orders.k8s.yaml", "PingSource.tick.k8s.yaml", "Service.bill.k8s.yaml", "Trigger.bill.k8s.yaml"],
  ],
  [
    "a folder a chart and a file an object",
    YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
    [
      "billing/Service.bill.k8s.yaml",
      "billing/Trigger.bill.k8s.yaml",
      "orders/Broker.orders.k8s.yaml",
      "orders/PingSource.tick.k8s.yaml",
    ],
  ],
])("writes %s, byte for byte what cdk8s alone would write", (_name, yamlOutputType, files) => {
  sound({ yamlOutputType }).synth();
  const bare = sound({ yamlOutputType, outdir: "bare" });
  Reflect.deleteProperty(bare, "synth");
  bare.synth();
  expect(filesIn("dist")).toEqual(filesIn("bare"));
  expect(Object.keys(filesIn("dist")).filter((file) => !file.includes("EventType"))).toEqual(files);
  expect(told).toEqual([]);
});

test("renders every object once, and gives cdk8s its own rendering back", () => {
  const app = sound();
  let rendered = 0;
  const plain = new ApiObject(new Chart(app, "plain"), "config", {
    apiVersion: "v1",
    kind: "ConfigMap",
    data: Lazy.any({ produce: () => ({ count: String((rendered += 1)) }) }),
  });
  app.synth();
  expect(rendered).toBe(1);
  expect(readFileSync("dist/plain.k8s.yaml", "utf8")).toContain('count: "1"');
  expect(Object.hasOwn(plain, "toJson")).toBe(false);
  app.synth();
  expect(rendered).toBe(2);
});

test("reports once, with construct, line and mend, throws one line and leaves what was written before untouched", () => {
  mkdirSync("dist");
  writeFileSync("dist/orders.k8s.yaml", "before");
  const app = faulty();
  const error = caught(() => app.synth());
  expect(SynthError.is(error)).toBe(true);
  expect(String(error)).toBe("SynthError: 1 error, see above");
  expect(inspect(error)).toBe("[SynthError: 1 error, see above]");
  expect(told.join("").replaceAll(/\S*synth\.test\.ts:\d+:\d+/g, "main.ts:LINE")).toMatchInlineSnapshot(`
    "error invalid-destination   orders/lost  spec.sink   main.ts:LINE
      This destination has neither ref nor uri, so events would go nowhere.
      Write a ref with apiVersion, kind and name, or an absolute uri.

    warning no-failure-path   orders/broker  spec.delivery.deadLetterSink   main.ts:LINE
      Broker orders has no dead-letter sink, so an event that keeps failing on Trigger orders-bill-orders-c87f9f3f is lost after 4 attempts.
      Name a deadLetterSink on the Broker, or one on each of these Triggers.

    "
  `);
  expect(filesIn(".")).toEqual({ "dist/orders.k8s.yaml": "before" });
});

test("never fails for warnings", () => {
  const app = new App();
  const chart = new Chart(app, "orders", { namespace: "shop" });
  const broker = new Broker(chart, "broker", { delivery: { retry: 3, backoff } });
  const bill = new KnativeService(chart, "bill", { image: "shop/bill:1" });
  new PingSource(chart, "tick", { schedule: "@daily", sink: broker });
  new Trigger(chart, "bill-orders", { broker, subscriber: bill });
  app.synth();
  expect(told.join("")).toMatch(/^warning no-failure-path/);
  expect(Object.keys(filesIn("dist"))).toEqual(["orders.k8s.yaml"]);
});

test("is strict where sluice.yaml says so, and says what is wrong with sluice.yaml", () => {
  writeFileSync("sluice.yaml", "profile: production\n");
  const app = faulty();
  expect(String(caught(() => app.synth()))).toBe("SynthError: 2 errors, see above");
  writeFileSync("sluice.yaml", "profile: reckless\n");
  expect(caught(() => faulty().synth()).message).toMatch(/see above$/);
  expect(told.join("")).toContain("sluice.yaml");
});

test("leaves constructs, source lines and local in .sluice/app.json, last and whole", () => {
  sound().synth();
  expect(readdirSync(".sluice")).toEqual(["app.json"]);
  const { entries, diagnostics } = parseAppFile(readFileSync(".sluice/app.json", "utf8"));
  expect(diagnostics).toEqual([]);
  const bill = entries.get("serving.knative.dev/Service/shop/bill");
  expect(bill?.local).toEqual({ module: "./bill.ts" });
  expect(bill?.place.construct).toBe("billing/bill");
  expect(bill?.place.file).toMatch(/test\/constructs\/adapter\/synth\.test\.ts$/);
});

test("keeps .sluice/app.json as it is when the manifests go to a temporary folder elsewhere", () => {
  const outdir = mkdtempSync(join(tmpdir(), "sluice-elsewhere-"));
  sound({ outdir }).synth();
  expect(Object.keys(filesIn(outdir))).toEqual(["billing.k8s.yaml", "orders.k8s.yaml"]);
  expect(filesIn(".")).toEqual({});
  rmSync(outdir, { recursive: true });
});

test("writes the manifests even where .sluice cannot be written, and warns", () => {
  writeFileSync(".sluice", "a file");
  sound().synth();
  expect(Object.keys(filesIn("dist"))).toEqual(["billing.k8s.yaml", "orders.k8s.yaml"]);
  expect(told.join("")).toMatch(
    /^warning app-file-not-written {3}\.sluice\/app\.json\n {2}The manifests are written, and this file is not: /,
  );
});

test("tells the command that runs the app instead of stderr", () => {
  const reports: SynthReport[] = [];
  Object.defineProperty(globalThis, SYNTH_HOST, {
    value: { onSynth: (report: SynthReport) => reports.push(report) },
    configurable: true,
  });
  sound().synth();
  expect(caught(() => faulty().synth())).toBeInstanceOf(SynthError);
  expect(told).toEqual([]);
  expect(reports.map(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([
    [],
    [expect.any(String), "no-failure-path"],
  ]);
  const bill = reports[0]?.manifests.find(({ manifest }) => manifest.kind === "Service");
  expect(bill).toMatchObject({ place: { construct: "billing/bill" }, local: { module: "./bill.ts" } });
  expect(structuredClone(reports)).toEqual(reports);
});

test("finds the same errors in Testing.synth and synthYaml, and writes nothing there", () => {
  const app = faulty();
  const [chart] = app.charts;
  if (chart === undefined) throw new Error("It has a chart.");
  for (const synth of [() => Testing.synth(chart), () => app.synthYaml()]) {
    const { message } = caught(synth);
    expect(message).toContain("Validation failed with the following errors:");
    expect(message).toContain("orders/lost");
    expect(message).not.toContain("no-failure-path");
  }
  expect(told).toEqual([]);
  expect(filesIn(".")).toEqual({});
});

test("lets a sound chart be snapshot by Testing.synth", () => {
  const [, billing] = sound().node.children as Chart[];
  expect(billing && Testing.synth(billing)).toMatchObject([{ kind: "Service" }, { kind: "Trigger" }]);
  expect(existsSync(".sluice")).toBe(false);
});

test("keeps a validation of the author's own", () => {
  const app = sound();
  app.node.addValidation({ validate: () => ["no freeze on Fridays"] });
  expect(caught(() => app.synth()).message).toContain("no freeze on Fridays");
  expect(existsSync(".sluice")).toBe(false);
});

test("wraps an App once, whatever copies of the package its constructs come from", () => {
  const app = sound();
  const before = Object.getOwnPropertyDescriptor(app, "synth");
  integrate(app);
  expect(Object.getOwnPropertyDescriptor(app, "synth")).toEqual(before);
  const reports: SynthReport[] = [];
  Object.defineProperty(globalThis, SYNTH_HOST, {
    value: { onSynth: (report: SynthReport) => reports.push(report) },
    configurable: true,
  });
  app.synth();
  expect(reports).toHaveLength(1);
});

test("leaves an App without a construct of ours alone", () => {
  const app = new App();
  new ApiObject(new Chart(app, "plain"), "config", { apiVersion: "v1", kind: "ConfigMap" });
  expect(Object.hasOwn(app, "synth")).toBe(false);
  app.synth();
  expect(filesIn(".")).toEqual({ "dist/plain.k8s.yaml": expect.any(String) });
});

test("works where the root of the tree is no App", () => {
  expect(() => integrate(Testing.chart())).not.toThrow();
});

function caught(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("It did not throw.");
}
