import { defineEntry, type RuleEntry } from "./entry.ts";
import { broker, object } from "./objects.ts";

const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const acknowledged = (list: string): string =>
  object(
    "eventing.knative.dev/v1",
    "Broker",
    "delivery: { retry: 3, deadLetterSink: { uri: http://failures.example.com } }",
    `annotations: { sluice.dev/acknowledges: '${list}' }`,
  );
const NO_CLUSTER = "No cluster is asked: this is about the file.";

/** What is wrong with files: manifests, settings, what `app.synth()` leaves, and acknowledgements. */
export const FILES: readonly RuleEntry[] = [
  defineEntry({
    code: "yaml-syntax",
    title: "A text that is not YAML",
    source: [],
    effect: "`kubectl` refuses the file. Sluice leaves out the document and reads the others of the file.",
    why: NO_CLUSTER,
    mend: "Mend the place that the finding names.",
    examples: [{ rule: "A document can be parsed.", bad: "apiVersion: v1\nkind: {Broker\n", good: broker() }],
  }),
  defineEntry({
    code: "duplicate-key",
    title: "A key twice in one mapping",
    source: [],
    effect: "The first value is lost in silence: the last one counts.",
    why: NO_CLUSTER,
    mend: "Remove one of the two, or join what they hold.",
    examples: [
      {
        rule: "A mapping has a key once.",
        bad: `${broker("delivery: { retry: 3 }")}spec: {}\n`,
        good: broker("delivery: { retry: 3 }"),
      },
    ],
  }),
  defineEntry({
    code: "yaml-too-large",
    title: "A file too large to be read",
    source: [],
    effect: "Nothing of it is checked.",
    why: "Beyond 32 million characters a file is refused unread.",
    mend: "Split it.",
    examples: [{ rule: "A file has its limits.", bad: "", good: "", shownOnly: "It would fill this page." }],
  }),
  defineEntry({
    code: "yaml-too-deep",
    title: "A document nested too deeply",
    source: [],
    effect: "The document is left out.",
    why: "Deeper than 200 levels a parser's stack can end. No Kubernetes object needs that.",
    mend: "Look for an unclosed bracket.",
    examples: [{ rule: "A document has at most 200 levels.", bad: `deep: ${deep(250)}\n`, good: broker() }],
  }),
  defineEntry({
    code: "yaml-alias-bomb",
    title: "Aliases that multiply",
    source: [],
    effect: "The document is left out.",
    why: "Aliases of aliases multiply: a few lines can stand for billions of values.",
    mend: "Write the repeated parts out.",
    examples: [
      {
        rule: "A document stays below two million values with its aliases written out.",
        bad: `a: &a [x,x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h"].map((name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdefg"[index]}`).join(",")}]\n`).join("")}`,
        good: broker(),
      },
    ],
  }),
  defineEntry({
    code: "not-kubernetes",
    title: "A document that is no Kubernetes object",
    source: [],
    effect: "It is left out; `kubectl` would refuse it.",
    why: NO_CLUSTER,
    mend: "Write apiVersion, kind and metadata, or leave the file out.",
    examples: [
      { rule: "An object has apiVersion and kind.", bad: "kind: Broker\nmetadata: { name: orders }\n", good: broker() },
    ],
  }),
  defineEntry({
    code: "helm-template-skipped",
    title: "A Helm template",
    source: [],
    effect: "The file is left out: it is not what would be applied.",
    why: NO_CLUSTER,
    mend: "Check what `helm template` prints.",
    examples: [
      {
        rule: "What is checked is what is applied.",
        bad: broker().replace("orders", "{{ .Release.Name }}"),
        good: broker(),
      },
    ],
  }),
  defineEntry({
    code: "kustomize-skipped",
    title: "A Kustomize file",
    source: [],
    effect: "The file is left out: it is not what would be applied.",
    why: NO_CLUSTER,
    mend: "Check what `kubectl kustomize` prints.",
    examples: [
      {
        rule: "What is checked is what is applied.",
        bad: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [broker.yaml]\n",
        good: broker(),
      },
    ],
  }),
  defineEntry({
    code: "no-upgrade",
    of: "upgrade",
    title: "An old object that has no successor",
    source: ["knative/sources.md §10"],
    effect: "`sluice upgrade` leaves it as it is.",
    why: "What it did has no equal today.",
    mend: "Do what the finding says by hand.",
    examples: [
      {
        rule: "An object can be upgraded.",
        bad: object("eventing.knative.dev/v1alpha1", "ClusterChannelProvisioner"),
        good: broker(),
      },
    ],
  }),
  defineEntry({
    code: "upgrade-refused",
    of: "upgrade",
    title: "A file that cannot be edited in place",
    source: [],
    effect: "`sluice upgrade` leaves the whole file as it is: it never writes what it could not fully understand.",
    why: "What changes is shared by an anchor, or laid out in a way that cannot be printed back.",
    mend: "Write the shared or unusual part out by hand, and upgrade again.",
    examples: [
      { rule: "A file can be edited.", bad: "", good: "", shownOnly: "It depends on how the file is laid out." },
    ],
  }),
  defineEntry({
    code: "settings-syntax",
    of: "settings",
    title: "A sluice.yaml that is not YAML",
    source: [],
    effect: "Settings count as not written.",
    why: NO_CLUSTER,
    mend: "Mend the place that the finding names.",
    examples: [{ rule: "The settings can be parsed.", bad: "profile: {dev\n", good: "profile: dev\n" }],
  }),
  defineEntry({
    code: "unknown-setting",
    of: "settings",
    title: "A setting that does not exist",
    source: [],
    effect: "It has no effect.",
    why: NO_CLUSTER,
    mend: "Write the setting that was meant.",
    examples: [{ rule: "A key is a setting.", bad: "profil: production\n", good: "profile: production\n" }],
  }),
  defineEntry({
    code: "invalid-setting",
    of: "settings",
    title: "A setting with a value that it does not have",
    source: [],
    effect: "The default stays.",
    why: NO_CLUSTER,
    mend: "Write a value that the finding names.",
    examples: [{ rule: "A setting has one of its values.", bad: "profile: staging\n", good: "profile: production\n" }],
  }),
  defineEntry({
    code: "unknown-feature",
    of: "settings",
    title: "A feature flag that Knative does not have",
    source: [],
    effect: "It has no effect, here and in Knative.",
    why: "Flags are the keys of config-features.",
    mend: "Write the flag that was meant.",
    examples: [
      {
        rule: "A flag is one of Knative's.",
        bad: "features:\n  eventing: { transport-encription: strict }\n",
        good: "features:\n  eventing: { transport-encryption: strict }\n",
      },
    ],
  }),
  defineEntry({
    code: "broken-app-file",
    of: "app-file",
    title: "A .sluice/app.json that cannot be read",
    source: [],
    effect: "Constructs, source lines and `local` are unknown; the manifests are checked all the same.",
    why: "`app.synth()` writes the file; somebody or something changed it.",
    mend: "Write it again with `app.synth()`, or remove it.",
    examples: [{ rule: "The file is as `app.synth()` wrote it.", bad: "{", good: '{ "version": 1, "objects": {} }' }],
  }),
  defineEntry({
    code: "stale-acknowledgement",
    of: "app",
    title: "An acknowledgement of what is not there",
    source: [],
    effect: "Nothing is lost; but the next fault of that rule would pass unseen.",
    why: "The finding is gone, or names another object.",
    mend: "Remove the acknowledgement, or correct its rule and field.",
    examples: [
      {
        rule: "An acknowledgement has its finding.",
        bad: acknowledged('[{"rule":"no-failure-path","reason":"Lost orders are found at night."}]'),
        good: acknowledged("[]"),
      },
    ],
  }),
  defineEntry({
    code: "invalid-acknowledgement",
    of: "app",
    title: "An acknowledgement that acknowledges nothing",
    source: [],
    effect: "It does not count: the finding stays.",
    why: "An acknowledgement names a rule and gives a reason.",
    mend: "Write rule and reason.",
    examples: [
      {
        rule: "An acknowledgement has a reason.",
        bad: acknowledged('[{"rule":"no-failure-path"}]'),
        good: acknowledged("[]"),
      },
    ],
  }),
];
