import { parseAllDocuments } from "yaml";
import { checkGraph } from "../../src/checks/index.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { admitAndStore, DEFAULT_SETTINGS, readManifests, type SourcedManifest } from "../../src/manifests/index.ts";
import { median, tell, time } from "./measure.ts";

// Graph and all checks over ten thousand Triggers and a thousand Services, against the time in which the `yaml` package
// parses the same text, in the same run. A typing error is seeded in the last Trigger; a run that misses it does not count.

const RUNS = Number(process.env.RUNS ?? 5);
const LARGE = 10_000;
const SIZES = [LARGE / 10, LARGE];
/** Triggers a Service takes. */
const SHARE = 10;
/** Triggers of one chain: ten Services, each of which replies what the next one takes. */
const CHAIN = 100;
const LINEAR = 1.15;
const LADDER = { diamonds: 1_000, limitMs: 1_000 };
const SHAPES: Readonly<Record<string, (triggers: number) => readonly string[]>> = {
  "one Broker, contracts stated": (triggers) => app(triggers, { brokers: 1, contracts: true }),
  "one Broker, nothing stated": (triggers) => app(triggers, { brokers: 1, contracts: false }),
  "a Broker per 100 Triggers, contracts stated": (triggers) =>
    app(triggers, { brokers: triggers / 100, contracts: true }),
};
const only = process.env.SHAPE;

for (const [shape, documents] of Object.entries(SHAPES)) {
  if (only !== undefined && !shape.includes(only)) continue;
  const [small = Number.NaN, large = Number.NaN] = SIZES.map((triggers) =>
    measure(shape, documents(triggers), triggers),
  );
  tell({
    name: `growth of graph and checks, ${shape}`,
    counts: `${SIZES.join(" to ")} Triggers, ${RUNS} runs`,
    ours: time(large),
    peer: `${time(small)} (${SIZES[0]} Triggers)`,
    value: large / small / 10,
    bar: LINEAR,
  });
}
ladder();

/** Medians of runs that take turns. Gives ours, in milliseconds. */
function measure(shape: string, documents: readonly string[], triggers: number): number {
  const text = documents.join("---\n");
  const { manifests } = readManifests([{ path: "app.yaml", text }]);
  const { stored } = admitAndStore(manifests, DEFAULT_SETTINGS);
  const ours: number[] = [];
  const peer: number[] = [];
  // V8 compiles what is hot within some thousands of objects; the small size is to be measured after that, too.
  for (let run = triggers < LARGE ? -10 : -2; run < RUNS; run += 1) {
    const parse = timed(() => parseAllDocuments(text));
    const check = timed(() => seededFault(stored));
    if (run < 0) continue;
    peer.push(parse);
    ours.push(check);
  }
  tell({
    name: `graph and all checks, ${shape}`,
    counts: `${triggers} Triggers, ${triggers / SHARE} Services, ${RUNS} runs, fault in the last found`,
    ours: time(median(ours)),
    peer: `${time(median(peer))} (yaml parses them)`,
    value: median(ours) / median(peer),
    ...(triggers < LARGE ? {} : { bar: 1 }),
  });
  return median(ours);
}

function seededFault(stored: readonly SourcedManifest[]): void {
  const found = checkGraph(buildGraph(stored, DEFAULT_SETTINGS), DEFAULT_SETTINGS);
  if (found.some(({ code, object }) => code === "dangling-reference" && object?.name === "last")) return;
  throw new Error(`The seeded fault was not found; ${found.length} others were.`);
}

function app(triggers: number, { brokers, contracts }: { brokers: number; contracts: boolean }): readonly string[] {
  const each = triggers / brokers;
  const documents: string[] = [];
  for (let broker = 0; broker < brokers; broker += 1) {
    // The first Service of each chain takes what its Broker's source emits.
    const types = Array.from({ length: each / CHAIN }, (_, chain) => broker * each + chain * CHAIN).flatMap((first) =>
      Array.from({ length: SHARE }, (_, type) => `shop.t${first + type}.v1`),
    );
    documents.push(
      brokerYaml(`broker-${broker}`),
      sourceYaml(`source-${broker}`, `broker-${broker}`, contracts ? types : undefined),
    );
  }
  for (let service = 0; service < triggers / SHARE; service += 1) {
    const types = Array.from({ length: SHARE }, (_, index) => service * SHARE + index);
    const accepts = types.map((type) => `shop.t${type}.v1`).join(",");
    const replies = service % 10 === 9 ? "" : types.map((type) => `shop.t${type + SHARE}.v1`).join(",");
    documents.push(serviceYaml(`service-${service}`, contracts ? { accepts, replies } : undefined));
  }
  for (let trigger = 0; trigger < triggers; trigger += 1) {
    const broker = `broker-${Math.floor(trigger / each)}`;
    documents.push(
      triggerYaml(`trigger-${trigger}`, broker, `shop.t${trigger}.v1`, `service-${Math.floor(trigger / SHARE)}`),
    );
  }
  documents.push(triggerYaml("last", "broker-0", "shop.t0.v1", "service-nobody-deployed"));
  return documents;
}

function sourceYaml(name: string, broker: string, types: readonly string[] | undefined): string {
  const emits = types === undefined ? "" : `\n  annotations: { sluice.dev/emits: "${types.join(",")}" }`;
  return `apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata:
  name: ${name}${emits}
spec:
  template: { spec: { containers: [{ name: source, image: example.com/source:1 }] } }
  sink:
    ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: ${broker} }
`;
}

function brokerYaml(name: string): string {
  return `apiVersion: eventing.knative.dev/v1
kind: Broker
metadata:
  name: ${name}
spec:
  delivery:
    retry: 3
    backoffPolicy: exponential
    backoffDelay: PT1S
    deadLetterSink:
      uri: http://failures.example.com/
`;
}

function serviceYaml(name: string, contracts: { accepts: string; replies: string } | undefined): string {
  const annotations =
    contracts === undefined
      ? ""
      : `\n  annotations:\n    sluice.dev/accepts: "${contracts.accepts}"\n    sluice.dev/replies: "${contracts.replies}"`;
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: ${name}${annotations}
spec:
  template:
    spec:
      containers:
        - image: example.com/${name}:1
`;
}

function triggerYaml(name: string, broker: string, type: string, service: string): string {
  return `apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: ${name}
spec:
  broker: ${broker}
  filter:
    attributes:
      type: ${type}
  subscriber:
    ref:
      apiVersion: serving.knative.dev/v1
      kind: Service
      name: ${service}
`;
}

/** Each rung splits into two branches of one Parallel, whose replies come together in the next. */
function ladder(): void {
  const documents: string[] = [];
  for (let rung = 0; rung < LADDER.diamonds; rung += 1) {
    const step = (side: string) => `step-${rung}-${side}`;
    const branch = (side: string) => `
    - subscriber:
        ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${step(side)} }`;
    const reply =
      rung + 1 < LADDER.diamonds
        ? `\n  reply: { ref: { apiVersion: flows.knative.dev/v1, kind: Parallel, name: rung-${rung + 1} } }`
        : "";
    documents.push(
      `apiVersion: flows.knative.dev/v1\nkind: Parallel\nmetadata: { name: rung-${rung} }\nspec:\n  branches:${branch("left")}${branch("right")}${reply}\n`,
      ...["left", "right"].map((side) =>
        serviceYaml(step(side), { accepts: "shop.order.v1", replies: "shop.order.v1" }),
      ),
    );
  }
  const { manifests } = readManifests([{ path: "ladder.yaml", text: documents.join("---\n") }]);
  const { stored } = admitAndStore(manifests, DEFAULT_SETTINGS);
  const runs = Array.from({ length: RUNS }, () =>
    timed(() => checkGraph(buildGraph(stored, DEFAULT_SETTINGS), DEFAULT_SETTINGS)),
  );
  tell({
    name: "a ladder of diamonds",
    counts: `${LADDER.diamonds} Parallels of 2 branches, ${RUNS} runs`,
    ours: time(median(runs)),
    value: median(runs),
    bar: LADDER.limitMs,
    unit: " ms",
  });
}

function timed(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}
