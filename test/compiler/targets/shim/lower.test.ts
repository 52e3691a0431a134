import { describe, expect, it } from "vitest";
import { compile, type Flow, type ShimContext, shimTarget } from "../../../../src/compiler/index.ts";
import type { RouteTable } from "../../../../src/routes/index.ts";
import { discard, fanOut, filter, flow, map, publish, step, switching, when } from "../../flows.ts";
import { shimContext } from "./harness.ts";

const failures = { uri: "http://failures/" };

/** The route table of a flow's shim. */
function tableOf(lowered: Flow, context: ShimContext = shimContext()): RouteTable {
  const { manifests, diagnostics } = compile(lowered, shimTarget, context);
  expect(diagnostics).toEqual([]);
  return JSON.parse(variable(manifests[0]?.manifest.spec, "SLUICE_ROUTES")) as RouteTable;
}

function variable(spec: unknown, name: string): string {
  const { template } = spec as {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly env: readonly { name: string; value: string }[] }[] };
    };
  };
  return template.spec.containers[0]?.env.find((one) => one.name === name)?.value ?? "";
}

describe("the shim target", () => {
  it("writes every verb of a flow as the table's", () => {
    const orders = {
      ...flow(
        "A B",
        filter(
          "A B",
          { region: "eu" },
          switching(
            "kind",
            [
              when("refused", { type: "B" }, "B", publish("out", "B", { uri: "http://out/" })),
              when("big", { data: { "/size": ["l", "xl"] } }, "A", discard("A")),
              when("odd", { cesql: "EXISTS odd" }, "A"),
            ],
            "A",
            map("view", "A -> V", "data", fanOut("V", [step("show", "V -> W")], [step("keep", "V ->")])),
          ),
        ),
      ),
      delivery: { retry: 1, deadLetterSink: failures },
    };
    expect(tableOf(orders)).toEqual({
      version: 1,
      name: "orders-shim",
      destinations: {
        "dead-letters": { url: "http://failures/" },
        out: { url: "http://out/" },
        show: { url: "http://show/" },
        keep: { url: "http://keep/" },
      },
      routes: {
        "/": {
          mode: "fuse",
          budgetMs: 298_000,
          delivery: { retry: 1, deadLetterSink: "dead-letters" },
          flow: [
            { filter: { filters: [{ exact: { region: "eu" } }] }, name: "filter" },
            {
              name: "kind",
              switch: [
                {
                  name: "refused",
                  when: { filters: [{ exact: { type: "B" } }] },
                  flow: [{ publish: "out", name: "out" }],
                },
                { name: "big", when: { data: { "/size": ["l", "xl"] } }, flow: [{ discard: true }] },
                { name: "odd", when: { filters: [{ cesql: "EXISTS odd" }] }, flow: [{ discard: true }] },
              ],
              otherwise: [
                { map: { jsonata: "data", attributes: { type: "V" } }, name: "view" },
                {
                  fanOut: [
                    { flow: [{ to: "show", name: "show" }, { discard: true }] },
                    { flow: [{ to: "keep", name: "keep" }, { discard: true }] },
                  ],
                },
              ],
            },
          ],
        },
      },
    });
  });

  it("gives a step that stands twice the name of the step before it too, and each address once", () => {
    const mail = step("mail", "B ->");
    const { destinations, routes } = tableOf(
      flow("A", fanOut("A", [step("ship", "A -> B", mail)], [step("book", "A -> B", mail)])),
    );
    expect(Object.keys(destinations)).toEqual(["ship", "mail", "book"]);
    expect(routes["/"]).toMatchObject({
      flow: [
        {
          fanOut: [
            { flow: [{ to: "ship" }, { to: "mail", name: "mail" }, { discard: true }] },
            { flow: [{ to: "book" }, { to: "mail", name: "mail-after-book" }, { discard: true }] },
          ],
        },
      ],
    });
  });

  it("writes a leg that differs in one field whole, and nothing on the others", () => {
    const ship = { ...step("ship", "B ->"), delivery: { retry: 2 } };
    const orders = {
      ...flow("A", step("bill", "A -> B", ship)),
      delivery: { timeout: "PT5S", deadLetterSink: failures },
    };
    expect(tableOf(orders).routes["/"]).toMatchObject({
      flow: [
        { to: "bill", name: "bill" },
        { to: "ship", name: "ship", delivery: { retry: 2, timeout: "PT5S", deadLetterSink: "dead-letters" } },
        { discard: true },
      ],
    });
  });

  it("keeps every dollar of an expression away from Kubernetes, which would put variables in", () => {
    const jsonata = '{ "all": $$.data, "home": $(HOME) }';
    const { manifests } = compile(
      flow("A", map("view", "A -> B", jsonata, step("show", "B ->"))),
      shimTarget,
      shimContext(),
    );
    const text = variable(manifests[0]?.manifest.spec, "SLUICE_ROUTES");
    expect(text).not.toContain("$");
    expect((JSON.parse(text) as RouteTable).routes["/"]).toMatchObject({ flow: [{ map: { jsonata } }, {}, {}] });
  });

  it("says what comes in, what each leg sends, and why it is there", () => {
    const { manifests, entry } = compile(
      flow("A", step("bill", "A -> B", step("ship", "B ->"))),
      shimTarget,
      shimContext(),
    );
    expect(entry).toBe("shim");
    expect(manifests.map(({ id, delivers, declares }) => [id, delivers, declares?.map(({ type }) => type)])).toEqual([
      ["shim", ["bill", "ship"], ["B"]],
    ]);
    expect(manifests[0]?.manifest.metadata.annotations).toEqual({
      "sluice.dev/accepts": "A",
      "sluice.dev/replies": "",
      "sluice.dev/emits": "B",
      "sluice.dev/sends": '{"bill":["A"],"ship":["B"]}',
    });
  });

  it("takes its events from a given Broker by one Trigger, which waits as long as the shim may work", () => {
    const orders = {
      ...flow("A B", step("bill", "A B ->")),
      delivery: { retry: 2, timeout: "PT5S", format: "json" as const },
    };
    const broker = { name: "shared", own: false, namespace: "shop" };
    const { manifests } = compile(
      { ...orders, delivery: { retry: 2, timeout: "PT5S" } },
      shimTarget,
      shimContext({ broker }),
    );
    expect(manifests[1]).toEqual({
      id: "trigger",
      delivers: [],
      manifest: {
        apiVersion: "eventing.knative.dev/v1",
        kind: "Trigger",
        metadata: { namespace: "shop" },
        spec: {
          broker: "shared",
          filters: [{ any: [{ exact: { type: "A" } }, { exact: { type: "B" } }] }],
          subscriber: { ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "orders-shim" } },
          delivery: { retry: 2, timeout: "PT300S" },
        },
      },
    });
  });
});

describe("the shim target refuses", () => {
  const refused = (lowered: Flow, context = shimContext()) => compile(lowered, shimTarget, context).diagnostics;

  it("a flow that may take longer than its sender waits, with the numbers", () => {
    const delivery = { retry: 5, backoffPolicy: "exponential", backoffDelay: "PT1S", timeout: "PT30S" } as const;
    const ship = { ...step("ship", "B ->"), delivery: { retry: 0 } };
    expect(
      refused({ ...flow("A", step("bill", "A -> B", ship)), delivery: { ...delivery, deadLetterSink: failures } }),
    ).toEqual([
      {
        code: "flow-outlasts-its-sender",
        severity: "error",
        at: { construct: "shop/orders" },
        message:
          'At worst this flow is at work for 482 s, and its shim has 298 s before its sender stops waiting: "bill" 422 s (6 attempts of 30 s and 31 s of waits, and as long for its dead letter); "ship" 60 s (1 attempt of 30 s, and as long for its dead letter).',
        mend: "Lower `retry`, `timeout` or the backoff of these steps, raise `shim: { timeout }` (clusters as shipped allow 600 s), or take a target that keeps events between the steps: broker, flows or channels.",
      },
    ]);
  });

  it("nothing of branches that fit side by side", () => {
    const slow = (name: string) => ({ ...step(name, "A ->"), delivery: { retry: 0, timeout: "PT200S" } });
    expect(refused(flow("A", fanOut("A", [slow("one")], [slow("two")])))).toEqual([]);
  });

  it("what has an address only in the cluster", () => {
    const to = (ref: { apiVersion: string; kind: string; name: string }) => ({
      ...step("sink", "A ->"),
      destination: { ref },
    });
    const code = "address-only-the-cluster-knows";
    expect(refused(flow("A", to({ apiVersion: "example.com/v1", kind: "Queue", name: "q" })))).toEqual([
      {
        code,
        severity: "error",
        at: { construct: "shop/orders" },
        message:
          'A shim sends by URL, and that of "sink" is not known before it is deployed: a Queue publishes its address in the cluster only.',
        mend: "Give the chart a `namespace`; for what the cluster names itself, use `external(name, { uri })`.",
      },
    ]);
  });

  it("a table that no variable holds", () => {
    const long = map("view", "A -> B", `"${"x".repeat(100_000)}"`, step("show", "B ->"));
    expect(refused(flow("A", long)).map(({ code, message }) => [code, message])).toEqual([
      [
        "route-table-too-large",
        "The route table has 100251 bytes, and a revision can carry 98304 of them in a variable.",
      ],
    ]);
  });

  it("a format, and one name for two destinations", () => {
    const late = {
      ...step("view", "B ->"),
      destination: { uri: "http://other/" },
      delivery: { format: "json" as const },
    };
    expect(refused(flow("A", step("view", "A -> B", late))).map(({ code, at }) => [code, at])).toEqual([
      ["duplicate-step-name", { construct: "shop/orders/view" }],
      ["format-on-shim", { construct: "shop/orders/view" }],
    ]);
  });
});
