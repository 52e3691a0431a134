import { describe, expect, it } from "vitest";
import { buildGraph, type EventGraph, type Hop } from "../../src/graph/index.ts";
import { EXTERNAL } from "../../src/manifests/annotations.ts";
import { isObject } from "../../src/manifests/is-object.ts";
import { type Manifest, namespaceOf, objectKey, type SourcedManifest } from "../../src/manifests/manifest.ts";
import { parseEmbedded } from "../../src/manifests/read/embedded.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { readRecording } from "../fidelity/recordings.ts";
import { sourced } from "./manifests.ts";

interface Row {
  readonly id: string;
  readonly parent: Manifest;
  readonly with?: readonly Manifest[];
  readonly defaulted: Manifest | null;
  readonly error: string;
  readonly children: readonly Manifest[];
  readonly stored: readonly ({ readonly error: string } | null)[];
}

function rows(kind: string): readonly Row[] {
  return readRecording<Row>("lowering").filter(
    ({ parent, error, defaulted }) => parent.kind === kind && error === "" && defaulted !== null,
  );
}

/** The graph of a recorded parent; in the recordings every object that is referenced exists. */
function graphOf({ defaulted, parent, with: others = [] }: Row): EventGraph {
  const manifest = defaulted ?? parent;
  const own = new Set(
    others.map((other) => objectKey({ ...other, name: other.metadata.name ?? "", namespace: namespaceOf(other) })),
  );
  const refs = [manifest, ...others]
    .flatMap((one) => referencesIn([one.spec, template(one)], namespaceOf(one)))
    .filter((ref) => !own.has(objectKey(ref)));
  const external = JSON.stringify(refs.map((ref, index) => ({ ref, name: `e${index}` })));
  const declared = { ...manifest.metadata.annotations, [EXTERNAL]: external };
  const all: readonly SourcedManifest[] = [
    sourced({ ...manifest, metadata: { ...manifest.metadata, annotations: declared } }),
    ...others.map((other) => sourced(other)),
  ];
  return buildGraph(all, DEFAULT_SETTINGS);
}

/** The channel template in a Broker's ConfigMap. */
function template({ data }: Manifest): unknown {
  const text = isObject(data) ? data["channel-template-spec"] : undefined;
  return typeof text === "string" ? parseEmbedded(text) : undefined;
}

interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

function referencesIn(value: unknown, namespace: string): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, namespace));
  if (!isObject(value)) return [];
  const { ref } = value;
  const found: Reference[] =
    isObject(ref) && typeof ref.kind === "string" && typeof ref.name === "string"
      ? [
          {
            apiVersion: String(ref.apiVersion),
            kind: ref.kind,
            name: ref.name,
            namespace: typeof ref.namespace === "string" ? ref.namespace : namespace,
          },
        ]
      : [];
  return [...found, ...Object.values(value).flatMap((item) => referencesIn(item, namespace))];
}

const WITHOUT_CHANNELS = /Subscription$/;

function names(children: readonly Manifest[]): {
  readonly channels: readonly string[];
  readonly legs: readonly string[];
} {
  const key = (child: Manifest): string => `${child.kind} ${namespaceOf(child)}/${child.metadata.name}`;
  return {
    channels: children
      .filter(({ kind }) => !WITHOUT_CHANNELS.test(kind))
      .map(key)
      .sort(),
    legs: children
      .filter(({ kind }) => WITHOUT_CHANNELS.test(kind))
      .map(key)
      .sort(),
  };
}

function physical({ to, reply, delivery }: Hop): unknown {
  const { deadLetterSink, retry, backoffPolicy, backoffDelay, timeout, retryAfterMax } = delivery;
  const written = {
    deadLetterSink: deadLetterSink && { uri: deadLetterSink.url },
    retry: retry?.value,
    backoffPolicy: backoffPolicy?.value,
    backoffDelay: backoffDelay?.value,
    timeout: timeout?.value,
    retryAfterMax: retryAfterMax?.value,
  };
  return { subscriberUri: to?.url, replyUri: reply?.url, delivery: defined(written) };
}

function defined(record: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

describe("what Knative's controllers made, in every recording", () => {
  it.each(["Sequence", "Parallel"])("has the channels and legs of a %s, by name", (kind) => {
    const wrong = rows(kind)
      .filter(({ stored }) => stored.every((child) => child?.error === ""))
      .flatMap((row) => {
        const { endpoints, hops } = graphOf(row);
        const channels = endpoints.flatMap((endpoint) =>
          endpoint.kind === "channel" ? [`${endpoint.id.split("/")[1]} ${endpoint.namespace}/${endpoint.name}`] : [],
        );
        const legs = hops.map(({ namespace, name }) => `Subscription ${namespace}/${name}`);
        const ours = { channels: [...channels].sort(), legs: [...legs].sort() };
        const theirs = names(row.children);
        return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ id: row.id, ours, theirs }];
      });
    expect(wrong).toEqual([]);
  });

  it("has the delivery that reaches the channel from a Subscription", () => {
    const wrong = rows("Subscription").flatMap((row) => {
      const [channel] = row.children;
      const subscribers: unknown = channel?.spec?.subscribers;
      const all: readonly unknown[] = Array.isArray(subscribers) ? subscribers : [];
      const theirs = all.filter(isObject).find(({ uid }) => uid === row.parent.metadata.uid);
      if (theirs === undefined) return [];
      const { subscriberUri, replyUri, delivery } = theirs;
      const [hop] = graphOf(row).hops;
      const expected = { subscriberUri, replyUri, delivery: isObject(delivery) ? plain(delivery) : {} };
      const ours = hop === undefined ? undefined : physical(hop);
      try {
        expect(ours).toEqual(expected);
        return [];
      } catch {
        return [{ id: row.id, ours, expected }];
      }
    });
    expect(wrong).toEqual([]);
  });
});

/** The Subscription that was made for a Trigger, and the delivery of the Broker's channel behind it. */
function deliveryOf(row: Row, trigger: string | undefined): unknown {
  const made = row.children.find(({ metadata }) => metadata.labels?.["eventing.knative.dev/trigger"] === trigger);
  const [channel] = row.children;
  const own = isObject(made?.spec?.delivery) ? made.spec.delivery : {};
  const inherited = isObject(channel?.spec?.delivery) ? channel.spec.delivery : {};
  const { format: _format, deadLetterSink = inherited.deadLetterSink, ...rest } = own;
  return { ...rest, failures: deadLetterSink !== undefined };
}

describe("what Knative's controllers made of Triggers, in every recording", () => {
  it("has the delivery that reaches each Trigger", () => {
    const wrong = rows("Broker").flatMap((row) =>
      graphOf(row).hops.flatMap((hop) => {
        const { retry, backoffPolicy, backoffDelay, timeout, retryAfterMax, deadLetterSink } = hop.delivery;
        const ours = defined({
          retry: retry?.value,
          backoffPolicy: backoffPolicy?.value,
          backoffDelay: backoffDelay?.value,
          timeout: timeout?.value,
          retryAfterMax: retryAfterMax?.value,
          failures: deadLetterSink !== undefined,
        });
        const theirs = deliveryOf(row, hop.name);
        try {
          expect(ours).toEqual(theirs);
          return [];
        } catch {
          return [{ id: row.id, trigger: hop.name, ours, theirs }];
        }
      }),
    );
    expect(wrong).toEqual([]);
  });
});

/** A recorded delivery without what has no place in the graph: certificates and audiences. */
function plain({ deadLetterSink, ...delivery }: Readonly<Record<string, unknown>>): unknown {
  return isObject(deadLetterSink) ? { ...delivery, deadLetterSink: { uri: deadLetterSink.uri } } : delivery;
}
