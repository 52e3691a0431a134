import { parseSettings } from "../../../src/manifests/parse-settings.ts";
import { readManifests } from "../../../src/manifests/read/read-manifests.ts";
import { readRecording } from "../../../test/fidelity/recordings.ts";
import { mutate } from "../mutate.ts";
import { hold, type Surface } from "../surface.ts";

const LONG = 100_000;
const YAML_WORDS = [
  "---\n",
  "...\n",
  "&a ",
  "*a",
  "<<: *a",
  "!!binary ",
  "!tag ",
  "| \n",
  ">-\n",
  "- ",
  "? ",
  ": ",
  "{",
  "[",
  "# ",
  '"\\x',
  "%YAML 1.2\n",
  "\t",
  "  ",
  "kind: List\n",
  "items:\n",
  "metadata:\n",
  "apiVersion: v1\n",
  "{{ .Values }}",
  "~",
  "0x1F",
  "1e999",
  "2026-11-21",
];

const manifests = readRecording<{ readonly object: unknown }>("admission-mutants")
  .filter((_, index) => index % 13 === 0)
  .map(({ object }, index) => (index % 2 === 0 ? toYaml(object, "") : JSON.stringify(object)));

/** Manifests from files: YAML, JSON, several documents, lists. */
export const yaml: Surface<{ readonly text: string }> = {
  name: "yaml",
  share: 0.02,
  limitMs: 3_000,
  corners: [
    "[".repeat(LONG),
    "{a: ".repeat(LONG),
    "- ".repeat(LONG),
    `${"a:\n ".repeat(1)}${Array.from({ length: 2_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")}`,
    `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, n) => `${String.fromCharCode(98 + n)}: &${String.fromCharCode(98 + n)} [${`*${String.fromCharCode(97 + n)},`.repeat(9)}]`).join("\n")}`,
    "---\n".repeat(20_000),
    `"${"\\".repeat(LONG)}"`,
    "&a ".repeat(20_000),
    "\ud800",
    `${"x".repeat(1_000_000)}: 1`,
    "? ".repeat(20_000),
    '{"":{[{<<}]}}',
    "a: 1\n".repeat(50_000),
    "__proto__: {polluted: 1}\nkind: Broker\napiVersion: eventing.knative.dev/v1\nmetadata: {name: x}",
  ].map((text) => ({ text })),
  generate: (random) => ({ text: mutate(random, random.pick(manifests), YAML_WORDS, manifests) }),
  accepts: ({ text }) => {
    const { manifests: read, diagnostics } = readManifests([{ path: "app.yaml", text }]);
    for (const { code, message, mend } of diagnostics) {
      hold("a finding has a code, says what is wrong and how to mend it", code !== "" && message !== "" && mend !== "");
    }
    hold("no object is polluted", !("polluted" in {}));
    return read.length > 0 && !diagnostics.some(({ severity }) => severity === "error");
  },
};

const SETTINGS = [
  'knative: "1.23"\nprofile: production\nclusterDomain: cluster.local\n',
  "features:\n  eventing: { delivery-retryafter: enabled }\n  serving: { kubernetes.podspec-persistent-volume-claim: enabled }\n",
  'rules: { no-failure-path: warning, event-loop: "off" }\n',
  "contracts:\n  serving.knative.dev/Service/shop/pay: { accepts: [dev.orders.paid], replies: [] }\n",
  "contracts:\n  eventing.knative.dev/Broker/shop/default:\n    emits: [a, b]\n",
];
const SETTINGS_WORDS = [
  ...YAML_WORDS,
  "knative",
  "profile",
  "dev",
  "features",
  "eventing",
  "rules",
  "contracts",
  "accepts",
  "error",
  "__proto__: ",
  "constructor: ",
];

/** `sluice.yaml`. */
export const settings: Surface<{ readonly text: string }> = {
  name: "settings",
  share: 0.05,
  limitMs: 2_000,
  corners: [
    "[".repeat(LONG),
    "a: ".repeat(LONG),
    "contracts: &a\n  x: *a\n",
    "__proto__: 1\nconstructor: 2\n",
    "rules: {__proto__: error}",
    "\ud800: 1",
    "&a ".repeat(20_000),
    "features:\n".repeat(20_000),
    "knative: !!binary x",
    'knative: "'.repeat(4_700),
    Array.from({ length: 25_000 }, (_, n) => `k${n}: 1`).join("\n"),
    "rules:\n  ? [a]\n  : error\n",
    "---\na: 1\n---\nb: 2\n",
  ].map((text) => ({ text })),
  generate: (random) => ({
    text: mutate(random, random.pick(SETTINGS) + random.pick(["", ...SETTINGS]), SETTINGS_WORDS, SETTINGS),
  }),
  accepts: ({ text }) => {
    const { diagnostics, settings: read } = parseSettings(text, "sluice.yaml");
    hold("there are always settings", read.profile === "dev" || read.profile === "production");
    for (const { code, message } of diagnostics) hold("a finding says what is wrong", code !== "" && message !== "");
    return !diagnostics.some(({ severity }) => severity === "error");
  },
};

/** Plain block style; enough for manifests. */
function toYaml(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return `${JSON.stringify(value)}\n`;
  const entries: (readonly [string, unknown])[] = Array.isArray(value)
    ? (value as readonly unknown[]).map((element) => ["-", element])
    : Object.entries(value).map(([name, inner]) => [`${JSON.stringify(name)}:`, inner]);
  if (entries.length === 0) return Array.isArray(value) ? "[]\n" : "{}\n";
  return entries
    .map(([mark, inner]) => {
      const isNested = typeof inner === "object" && inner !== null && Object.keys(inner).length > 0;
      return `${indent}${mark}${isNested ? "\n" : " "}${toYaml(inner, `${indent}  `)}`;
    })
    .join("");
}
