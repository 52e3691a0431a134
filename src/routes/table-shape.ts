import { isRecord, type ObjectShape, type Shape, type TextShape } from "./shape.ts";
import { ROUTE_TABLE_VERSION } from "./table.ts";
import { jsonTemplate, REQUEST_ROOTS, RESPONSE_ROOTS, textTemplate } from "./template.ts";
import * as texts from "./texts.ts";

const MAX_INT32 = 2_147_483_647;
const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

const BOOLEAN: Shape = { kind: "boolean" };
const TRUE: Shape = { kind: "true" };

function text(check?: TextShape["check"]): Shape {
  return check === undefined ? { kind: "text" } : { kind: "text", check };
}

function integer(min: number, max: number): Shape {
  return { kind: "integer", min, max };
}

function choice(...values: readonly (string | number)[]): Shape {
  return { kind: "enum", values };
}

function list(of: () => Shape, noun: string, min = 1): Shape {
  return { kind: "list", of, min, noun };
}

const NAME = text(texts.name);
/** Whether a destination of this name exists is judged when all of them are known. */
const DESTINATION = text();

const SECRET: ObjectShape = {
  kind: "object",
  fields: { env: text(texts.variable), file: text(texts.absoluteFile), prefix: text(texts.plainText) },
  required: [],
  oneOf: { names: ["env", "file"], atMost: 1 },
};

const DESTINATION_OBJECT: Shape = {
  kind: "object",
  fields: {
    url: text(texts.address),
    caCerts: text(texts.pem),
    headers: {
      kind: "map",
      of: {
        kind: "choice",
        of: (value) => (typeof value === "string" ? text(texts.headerValue) : isRecord(value) ? SECRET : undefined),
        wanted: 'a text, or { "env": "NAME" }',
      },
      key: texts.destinationHeaderName,
      min: 0,
      noun: "header",
    },
  },
  required: ["url"],
};

const DELIVERY: Shape = {
  kind: "object",
  fields: {
    retry: integer(0, MAX_INT32),
    backoffPolicy: choice("linear", "exponential"),
    backoffDelay: text(texts.period),
    timeout: text(texts.positivePeriod),
    retryAfterMax: text(texts.period),
    deadLetterSink: DESTINATION,
  },
  required: [],
};

const COMPARED: Shape = {
  kind: "map",
  of: text(texts.filterValue),
  key: texts.attributeName,
  min: 1,
  noun: "attribute",
};
const FILTERS = list(() => FILTER, "filter");
const FILTER_DIALECTS = ["exact", "prefix", "suffix", "all", "any", "not", "cesql"];
const FILTER: ObjectShape = {
  kind: "object",
  fields: {
    exact: COMPARED,
    prefix: COMPARED,
    suffix: COMPARED,
    all: FILTERS,
    any: FILTERS,
    not: { kind: "choice", of: () => FILTER, wanted: "a filter" },
    cesql: text(texts.cesql),
  },
  required: [],
  oneOf: { names: FILTER_DIALECTS, atMost: 1 },
};

const DATA_VALUE: Shape = {
  kind: "choice",
  of: (value) => (value === null || isScalar(value) ? { kind: "json" } : undefined),
  wanted: "a text, a number, true, false or null",
};
const CONDITION: Shape = {
  kind: "object",
  fields: {
    filters: FILTERS,
    data: {
      kind: "map",
      of: {
        kind: "choice",
        of: (value) => (Array.isArray(value) ? list(() => DATA_VALUE, "value") : DATA_VALUE),
        wanted: "",
      },
      key: texts.jsonPointer,
      min: 1,
      noun: "pointer",
    },
    jsonata: text(texts.jsonata),
  },
  required: [],
  oneOf: { names: ["filters", "data", "jsonata"], atMost: 3 },
};

function templates(roots: readonly string[], key: (typeof texts)["name"]): Shape {
  return { kind: "map", of: text(textTemplate(roots)), key, min: 0, noun: "template" };
}

const REQUEST: Shape = {
  kind: "object",
  fields: {
    method: choice("GET", "POST", "PUT", "PATCH", "DELETE"),
    query: templates(REQUEST_ROOTS, texts.someText),
    headers: templates(REQUEST_ROOTS, texts.requestHeaderName),
    body: { kind: "json", check: jsonTemplate(REQUEST_ROOTS) },
  },
  required: [],
};
const RESPONSE: Shape = {
  kind: "object",
  fields: {
    type: text(texts.someText),
    nonEvent: choice("wrap", "ignore", "fail"),
    data: { kind: "json", check: jsonTemplate(RESPONSE_ROOTS) },
    attributes: templates(RESPONSE_ROOTS, texts.settableAttribute),
    statuses: {
      kind: "map",
      of: choice("accept", "ignore", "retry", "fail"),
      key: texts.statusPattern,
      min: 0,
      noun: "status",
    },
  },
  required: ["type"],
};
const ENVELOPE: Shape = { kind: "object", fields: { request: REQUEST, response: RESPONSE }, required: ["response"] };

const NON_EVENT = choice("ignore", "fail");
const FLOW = list(() => STEP, "step");
const CASE_FLOW = list(() => STEP, "step", 0);

const STEP_SHAPES: Readonly<Record<string, ObjectShape>> = {
  to: step(
    "to",
    DESTINATION,
    { delivery: DELIVERY, nonEvent: NON_EVENT, envelope: ENVELOPE },
    [],
    (value, path, faults) => {
      if (value["envelope"] === undefined || value["nonEvent"] === undefined) return;
      faults.add(
        "route-field-invalid",
        [...path, "nonEvent"],
        '"nonEvent" stands beside an "envelope".',
        'Move it to "envelope.response.nonEvent".',
      );
    },
  ),
  fanOut: step(
    "fanOut",
    list(
      () => ({
        kind: "object",
        fields: { name: NAME, flow: FLOW, onFailure: choice("fail", "ignore") },
        required: ["flow"],
      }),
      "branch",
    ),
  ),
  switch: step(
    "switch",
    list(
      () => ({ kind: "object", fields: { name: NAME, when: CONDITION, flow: CASE_FLOW }, required: ["when", "flow"] }),
      "case",
    ),
    { otherwise: CASE_FLOW },
    ["otherwise"],
  ),
  filter: step("filter", CONDITION),
  map: step(
    "map",
    {
      kind: "object",
      fields: { jsonata: text(texts.jsonata), attributes: templates(REQUEST_ROOTS, texts.settableAttribute) },
      required: [],
      oneOf: { names: ["jsonata", "attributes"], atMost: 2 },
    },
    { deadLetterSink: DESTINATION },
  ),
  publish: step("publish", DESTINATION, { delivery: DELIVERY }),
  discard: step("discard", TRUE),
  reply: step("reply", TRUE),
};

/** The verbs of a flow. */
export const VERBS: readonly string[] = Object.keys(STEP_SHAPES);

function step(
  verb: string,
  shape: Shape,
  others: Readonly<Record<string, Shape>> = {},
  required: readonly string[] = [],
  check?: ObjectShape["check"],
): ObjectShape {
  const fields = { [verb]: shape, name: NAME, ...others };
  return { kind: "object", fields, required: [verb, ...required], ...(check === undefined ? {} : { check }) };
}

/** A step is told by its verb; without one, or with two, all of them are asked for. */
const STEP: Shape = {
  kind: "choice",
  of: (value) => {
    if (!isRecord(value)) return undefined;
    const verbs = VERBS.filter((verb) => Object.hasOwn(value, verb));
    const [verb] = verbs;
    return verb !== undefined && verbs.length === 1 ? STEP_SHAPES[verb] : NO_VERB;
  },
  wanted: `an object with one verb: ${VERBS.join(", ")}`,
};
const NO_VERB: ObjectShape = {
  kind: "object",
  fields: Object.assign({}, ...Object.values(STEP_SHAPES).map(({ fields }) => fields)) as ObjectShape["fields"],
  required: [],
  oneOf: { names: VERBS, atMost: 1 },
};

const ROUTE_FIELDS: Readonly<Record<string, Shape>> = {
  budgetMs: integer(1, DAY_MS),
  delivery: DELIVERY,
  validate: {
    kind: "object",
    fields: {
      types: { kind: "map", of: { kind: "json" }, min: 1, noun: "type" },
      otherTypes: choice("accept", "refuse"),
    },
    required: ["types"],
  },
  idempotence: {
    kind: "object",
    fields: { windowMs: integer(1, DAY_MS), maxEvents: integer(1, 10_000_000), maxBytes: integer(0, 4 * GIB) },
    required: ["windowMs"],
  },
  ttl: integer(1, 255),
  correlation: BOOLEAN,
};

const ROUTES: Readonly<Record<string, ObjectShape>> = {
  fuse: {
    kind: "object",
    fields: { mode: choice("fuse"), ...ROUTE_FIELDS, flow: FLOW },
    required: ["flow"],
  },
  envelope: {
    kind: "object",
    fields: { mode: choice("envelope"), ...ROUTE_FIELDS, to: DESTINATION, request: REQUEST, response: RESPONSE },
    required: ["to", "response"],
  },
  route: {
    kind: "object",
    fields: {
      mode: choice("route"),
      ...ROUTE_FIELDS,
      to: DESTINATION,
      nonEvent: NON_EVENT,
      replies: list(
        () => ({
          kind: "object",
          fields: {
            when: CONDITION,
            to: list(
              () => ({
                kind: "object",
                fields: { destination: DESTINATION, delivery: DELIVERY },
                required: ["destination"],
              }),
              "destination",
            ),
          },
          required: ["to"],
        }),
        "rule",
      ),
      deadLetterSink: DESTINATION,
    },
    required: ["replies"],
  },
};

/** Only the mode is known to be wrong or missing: everything else would be guesswork. */
const NO_MODE: Shape = {
  kind: "choice",
  of: (value) => {
    const mode = isRecord(value) ? value["mode"] : undefined;
    return typeof mode === "string" && Object.hasOwn(ROUTES, mode) ? ROUTES[mode] : MODE_ONLY;
  },
  wanted: "a route",
};
const MODE_ONLY: ObjectShape = {
  kind: "object",
  fields: Object.assign({}, ...Object.values(ROUTES).map(({ fields }) => fields), {
    mode: choice(...Object.keys(ROUTES)),
  }) as ObjectShape["fields"],
  required: ["mode"],
};

/** A whole table. */
export const TABLE: ObjectShape = {
  kind: "object",
  fields: {
    version: choice(ROUTE_TABLE_VERSION),
    name: text(texts.label),
    source: text(texts.uriReference),
    destinations: { kind: "map", of: DESTINATION_OBJECT, key: texts.name, min: 0, noun: "destination" },
    routes: { kind: "map", of: NO_MODE, key: texts.routePath, min: 1, noun: "route" },
    limits: {
      kind: "object",
      fields: {
        bodyBytes: integer(1, GIB),
        headerBytes: integer(1024, 1024 * 1024),
        headers: integer(1, 10_000),
        responseBytes: integer(1, GIB),
        jsonDepth: integer(1, 1000),
        concurrency: integer(1, 100_000),
        queue: integer(0, 1_000_000),
        connections: integer(1, 100_000),
        requestMs: integer(1, DAY_MS),
      },
      required: [],
    },
    auth: {
      kind: "object",
      fields: {
        bearer: SECRET,
        oidc: {
          kind: "object",
          fields: {
            issuer: text(texts.address),
            audience: text(texts.someText),
            jwksUrl: text(texts.address),
            caCerts: text(texts.pem),
            token: SECRET,
            subjects: list(() => text(texts.someText), "subject"),
          },
          required: ["issuer", "audience"],
        },
      },
      required: [],
      oneOf: { names: ["bearer", "oidc"], atMost: 1 },
    },
  },
  required: ["version", "name", "destinations", "routes"],
};

function isScalar(value: unknown): boolean {
  return (
    typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
  );
}
