import { describe, expect, it } from "vitest";
import { compile, type Flow, type FlowsContext, flowsTarget } from "../../../../src/compiler/index.ts";
import { discard, fanOut, filter, flow, publish, step } from "../../flows.ts";

const context: FlowsContext = {
  namespace: "shop",
  channelTemplate: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" },
  nameOf: (id, { kind }) => `the-${kind.toLowerCase()}-${id}`,
};
const of = (lowered: Flow, within = context) => compile(lowered, flowsTarget, within);
/** Subscribers of the objects in one line each: `steps: a b -> branches`. */
function lines(lowered: Flow): readonly string[] {
  const uri = (value: unknown): string => (value as { uri: string }).uri.replace(/^http:\/\/|\/$/g, "");
  const reply = (value: unknown): string => {
    const name = (value as { ref?: { name?: string } } | undefined)?.ref?.name;
    return name === undefined ? "" : ` -> ${name.replace(/^the-(sequence|parallel)-/, "")}`;
  };
  return of(lowered).manifests.map(({ id, manifest: { spec = {} } }) => {
    const steps = (spec.steps ?? []) as readonly unknown[];
    const branches = (spec.branches ?? []) as readonly { subscriber: unknown; reply?: unknown }[];
    const parts = [...steps.map(uri), ...branches.map((branch) => `(${uri(branch.subscriber)}${reply(branch.reply)})`)];
    return `${id}: ${parts.join(" ")}${reply(spec.reply)}`;
  });
}

const shipped = { retry: 10, backoffPolicy: "exponential", backoffDelay: "PT0.2S" };

describe("the flows target", () => {
  it("makes one Sequence of a chain, with the whole delivery on every step", () => {
    const chain = flow(
      "A",
      step("bill", "A -> B", { ...step("ship", "B -> C", discard("C")), delivery: { retry: 1 } }),
    );
    const delivery = { retry: 5, backoffPolicy: "linear", backoffDelay: "PT1S", timeout: "PT9S" } as const;
    const dead = { uri: "http://dead/", external: { uri: "http://dead/", name: "dead" } };
    expect(of({ ...chain, delivery: { ...delivery, deadLetterSink: dead } })).toEqual({
      manifests: [
        {
          id: "steps",
          delivers: ["bill", "ship"],
          manifest: {
            apiVersion: "flows.knative.dev/v1",
            kind: "Sequence",
            metadata: {
              namespace: "shop",
              annotations: {
                "sluice.dev/discards": "C",
                "sluice.dev/external": '[{"uri":"http://dead/","name":"dead"}]',
              },
            },
            spec: {
              channelTemplate: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" },
              steps: [
                { uri: "http://bill/", delivery: { ...delivery, deadLetterSink: { uri: "http://dead/" } } },
                { uri: "http://ship/", delivery: { ...delivery, retry: 1, deadLetterSink: { uri: "http://dead/" } } },
              ],
            },
          },
        },
      ],
      declares: chain.nodes.flatMap(() => [
        expect.objectContaining({ type: "A" }),
        expect.objectContaining({ type: "B" }),
        expect.objectContaining({ type: "C" }),
      ]),
      discards: [],
      entry: "steps",
      diagnostics: [],
    });
  });

  it("makes a Parallel of branches, whose inner legs have the Pipeline's delivery but its timeout", () => {
    const branches = fanOut(
      "A",
      [step("left", "A -> B", step("more", "B ->"))],
      [step("right", "A -> C", discard("C"))],
    );
    const { manifests, entry } = of({ ...flow("A", branches), delivery: { retry: 2, timeout: "PT9S" } });
    expect(entry).toBe("branches");
    expect(manifests[0]).toEqual({
      id: "branches",
      delivers: ["left", "right"],
      manifest: {
        apiVersion: "flows.knative.dev/v1",
        kind: "Parallel",
        metadata: { namespace: "shop", annotations: { "sluice.dev/discards": "C" } },
        spec: {
          channelTemplate: {
            apiVersion: "messaging.knative.dev/v1",
            kind: "InMemoryChannel",
            spec: { delivery: { retry: 2 } },
          },
          branches: [
            {
              subscriber: { uri: "http://left/" },
              delivery: { retry: 2, timeout: "PT9S" },
              reply: {
                ref: { apiVersion: "flows.knative.dev/v1", kind: "Sequence", name: "the-sequence-steps-after-left" },
              },
            },
            { subscriber: { uri: "http://right/" }, delivery: { retry: 2, timeout: "PT9S" } },
          ],
        },
      },
    });
    expect(manifests.map(({ id }) => id)).toEqual(["branches", "steps-after-left"]);
  });

  it.for([
    [
      "branches after a chain",
      flow("A", step("a", "A -> B", fanOut("B", [step("x", "B ->")], [step("y", "B ->")]))),
      ["steps: a -> branches", "branches: (x) (y)"],
    ],
    [
      "branches within branches as one",
      flow("A", fanOut("A", [step("x", "A ->")], [fanOut("A", [step("y", "A ->")], [step("z", "A ->")])])),
      ["branches: (x) (y) (z)"],
    ],
    ["one branch as a chain", flow("A", fanOut("A", [step("x", "A -> B", step("y", "B ->"))])), ["steps: x y"]],
    [
      "branches after the first step of a branch",
      flow(
        "A",
        fanOut("A", [step("x", "A -> B", fanOut("B", [step("p", "B ->")], [step("q", "B ->")]))], [step("y", "A ->")]),
      ),
      ["branches: (x -> branches-after-x) (y)", "branches-after-x: (p) (q)"],
    ],
    [
      "branches after a longer branch",
      flow(
        "A",
        fanOut(
          "A",
          [step("x", "A -> B", step("m", "B -> C", fanOut("C", [step("p", "C ->")], [step("q", "C ->")])))],
          [step("y", "A ->")],
        ),
      ),
      ["branches: (x -> steps-after-x) (y)", "steps-after-x: m -> branches-after-x", "branches-after-x: (p) (q)"],
    ],
    [
      "a publication as a step of its own",
      flow("A", step("a", "A -> B", publish("out", "B", { uri: "http://out/" }))),
      ["steps: a out"],
    ],
    ["a filter that lets everything pass as none", flow("A", filter("A", {}, step("a", "A ->"))), ["steps: a"]],
    [
      "a step in which two branches come together as a step of both",
      flow("A", fanOut("A", [step("x", "A -> B", step("mail", "B ->"))], [step("y", "A -> B", step("mail", "B ->"))])),
      ["branches: (x -> steps-after-x) (y -> steps-after-y)", "steps-after-x: mail", "steps-after-y: mail"],
    ],
    [
      "what follows such a step once",
      flow(
        "A",
        fanOut(
          "A",
          [step("x", "A -> B", fanOut("B", [step("mail", "B -> C", step("log", "C ->"))], [step("p", "B ->")]))],
          [step("y", "A -> B", fanOut("B", [step("mail", "B -> C", step("log", "C ->"))], [step("q", "B ->")]))],
        ),
      ),
      [
        "branches: (x -> branches-after-x) (y -> branches-after-y)",
        "branches-after-x: (mail -> steps-after-mail) (p)",
        "steps-after-mail: log",
        "branches-after-y: (mail -> steps-after-mail) (q)",
      ],
    ],
    ["a step that replies its input's type", flow("A", step("a", "A -> A", step("b", "A -> A"))), ["steps: a b"]],
  ] as const)("lowers %s", ([, lowered, expected]) => {
    expect(lines(lowered)).toEqual(expected);
  });

  it("retries as a Broker that the cluster ships does, where no delivery is given", () => {
    const [made] = of(flow("A", step("a", "A ->"))).manifests;
    expect(made?.manifest.spec?.steps).toEqual([{ uri: "http://a/", delivery: shipped }]);
  });

  it("writes no delivery where one without fields is given: one attempt", () => {
    const branches = fanOut("A", [step("x", "A ->")], [step("y", "A ->")]);
    const { manifests } = of({ ...flow("A", step("a", "A -> A", branches)), delivery: {} });
    expect(manifests.map(({ manifest }) => manifest.spec)).toEqual([
      {
        channelTemplate: context.channelTemplate,
        steps: [{ uri: "http://a/" }],
        reply: { ref: { apiVersion: "flows.knative.dev/v1", kind: "Parallel", name: "the-parallel-branches" } },
      },
      {
        channelTemplate: context.channelTemplate,
        branches: [{ subscriber: { uri: "http://x/" } }, { subscriber: { uri: "http://y/" } }],
      },
    ]);
  });

  it("keeps a template's retries from a step that is to have none", () => {
    const template = { ...context.channelTemplate, spec: { delivery: { retry: 7 } } };
    const { manifests } = of(
      { ...flow("A", step("a", "A ->")), delivery: {} },
      { ...context, channelTemplate: template },
    );
    expect(manifests[0]?.manifest.spec).toEqual({
      channelTemplate: template,
      steps: [{ uri: "http://a/", delivery: {} }],
    });
  });

  it("leaves what the author writes for the channels as it is, and names what lives elsewhere", () => {
    const external = [{ uri: "http://dead/", name: "dead" }];
    const spec = { numPartitions: 3, delivery: { retry: 7 } };
    const template = { apiVersion: "messaging.knative.dev/v1beta1", kind: "KafkaChannel", spec };
    const branches = fanOut("A", [step("x", "A ->")], [step("y", "A ->")]);
    const { manifests } = of(
      { ...flow("A", branches), delivery: { retry: 1 } },
      { ...context, channelTemplate: { ...template, external } },
    );
    expect(manifests[0]?.manifest.spec?.channelTemplate).toEqual(template);
    expect(manifests[0]?.manifest.metadata.annotations).toEqual({
      "sluice.dev/external": '[{"uri":"http://dead/","name":"dead"}]',
    });
  });

  it("tells which types enter and are thrown away", () => {
    const { discards, manifests } = of(flow("A", fanOut("A", [step("a", "A ->")], [discard("A")])));
    expect(discards).toEqual(["A"]);
    expect(manifests[0]?.manifest.metadata).toEqual({ namespace: "shop" });
  });

  it("compiles a chain of two thousand steps into one Sequence", () => {
    const count = 2_000;
    let nodes = step("last", `T${count} ->`);
    for (let index = count - 1; index >= 0; index--) nodes = step(`s${index}`, `T${index} -> T${index + 1}`, nodes);
    const { manifests } = of(flow("T0", nodes));
    expect(manifests.map(({ delivers }) => delivers.length)).toEqual([count + 1]);
  });
});
