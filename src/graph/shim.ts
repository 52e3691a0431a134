import { parseContractNames, SENDS } from "../manifests/annotations.ts";
import { parseRouteTable, type Route, type RouteDelivery, type RouteTable } from "../routes/index.ts";
import { placedSteps } from "../routes/names.ts";
import { NO_DELIVERY, readDelivery } from "./delivery.ts";
import type { Hop, HopFilter } from "./graph.ts";
import type { GraphObject } from "./graph-object.ts";
import type { HopContext } from "./kinds/graph-kind.ts";
import { mappingAt, textAt, tryListAt, tryParseJson } from "./read.ts";

/**
 * The route table in a shim's own manifest; undefined for what is no shim, and for a table that is none: such a shim says
 * so when it starts and never gets ready.
 */
export function shimTable(object: GraphObject): RouteTable | undefined {
  const variable = variableIn(object);
  return variable === undefined ? undefined : parseRouteTable(variable.text).table;
}

/**
 * The legs on which a shim sends, each with the delivery that its table gives it. What a leg carries is what
 * `sluice.dev/sends` says; its answers stay inside.
 */
export function shimHops(object: GraphObject, { resolver, endpoint }: HopContext): readonly Hop[] {
  const self = endpoint(object.key);
  const field = variableIn(object)?.field;
  if (self?.kind !== "subscriber" || self.routes === undefined || field === undefined) return [];
  const { destinations } = self.routes;
  const to = (name: string | undefined) => {
    const uri = name === undefined ? undefined : destinations[name]?.url;
    return uri === undefined ? undefined : { uri };
  };
  const sends = sentBy(object);
  return legsOf(self.routes).map(({ path, name, destination, delivery }): Hop => {
    const target = resolver.destination(object, field, to(destination));
    const own = readDelivery(
      object,
      field,
      delivery && { ...delivery, deadLetterSink: to(delivery.deadLetterSink) },
      resolver,
    );
    return {
      id: `${object.key}#${path === "/" ? "" : `${path}/`}${name}`,
      kind: "shim",
      name,
      namespace: object.namespace,
      from: object.key,
      to: typeof target === "object" ? target : undefined,
      filter: filterOf(sends.get(name)),
      delivery: own?.delivery ?? NO_DELIVERY,
      carriesDelivery: true,
      reply: undefined,
      discards: [],
      ...(target === "unresolved" || own?.unresolved ? { unresolved: true } : {}),
      origin: object.origin(field),
    };
  });
}

const VARIABLE = "SLUICE_ROUTES";

function variableIn({ spec }: GraphObject): { readonly text: string; readonly field: string } | undefined {
  const containers = tryListAt(spec, "template", "spec", "containers") ?? [];
  for (const [index, container] of containers.entries()) {
    for (const [number, variable] of (tryListAt(container, "env") ?? []).entries()) {
      const text = textAt(variable, "name") === VARIABLE ? textAt(variable, "value") : undefined;
      if (text === undefined) continue;
      return { text, field: `spec.template.spec.containers[${index}].env[${number}].value` };
    }
  }
  return undefined;
}

interface ShimLeg {
  /** Of its route. */
  readonly path: string;
  /** As logs and metrics name it. */
  readonly name: string;
  readonly destination: string;
  readonly delivery: RouteDelivery | undefined;
}

/** Every leg of every route. One without a delivery of its own has the route's. */
function legsOf({ routes }: RouteTable): readonly ShimLeg[] {
  return Object.entries(routes).flatMap(([path, route]) =>
    legsOfRoute(route).map(([name, destination, delivery]) => ({
      path,
      name,
      destination,
      delivery: delivery ?? route.delivery,
    })),
  );
}

type Leg = readonly [name: string, destination: string, delivery?: RouteDelivery | undefined];

function legsOfRoute(route: Route): readonly Leg[] {
  switch (route.mode) {
    case "fuse":
      return [...placedSteps(route.flow, [], "flow")].flatMap(({ step, name }): readonly Leg[] => {
        if ("to" in step) return [[name, step.to, step.delivery]];
        return "publish" in step ? [[name, step.publish, step.delivery]] : [];
      });
    case "envelope":
      return [["to", route.to]];
    case "route":
      return [
        ...(route.to === undefined ? [] : [["to", route.to] satisfies Leg]),
        ...route.replies.flatMap(({ to }, index) =>
          to.map(({ destination, delivery }, number): Leg => [`replies-${index}-to-${number}`, destination, delivery]),
        ),
      ];
  }
}

function sentBy({ annotations }: GraphObject): ReadonlyMap<string, readonly string[]> {
  const text = annotations[SENDS];
  if (text === undefined) return new Map();
  return new Map(
    Object.entries(mappingAt(tryParseJson(text))).map(([name, contracts]) => [
      name,
      (Array.isArray(contracts) ? contracts : [])
        .filter((one): one is string => typeof one === "string")
        .flatMap((one) => parseContractNames(one).map(({ type }) => type)),
    ]),
  );
}

/** The types of a leg as a filter: what a shim gives to one leg it does not give to another. */
function filterOf(types: readonly string[] | undefined): HopFilter {
  if (types === undefined || types.length === 0) return {};
  return { filters: [{ any: [...new Set(types)].map((type) => ({ exact: { type } })) }] };
}
