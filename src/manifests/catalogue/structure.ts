import { defineEntry, type RuleEntry } from "./entry.ts";
import { broker, object, service, stream } from "./objects.ts";

const SCHEMA = "knative/eventing.md §1.1";
const long = (count: number): string => "x".repeat(count);

/** Structure: what the API server's definitions and strict field validation say of any kind. */
export const STRUCTURE: readonly RuleEntry[] = [
  defineEntry({
    code: "unknown-field",
    title: "A field that the kind does not have",
    source: [SCHEMA],
    effect:
      "With `kubectl apply` the object is refused. Other clients do not ask for strict validation: the field is dropped in silence, and what it said with it.",
    why: "Kubernetes prunes what a definition does not name. Most such fields are misspelt or stand one level too high or low.",
    mend: "Write the field that was meant, where it belongs; the finding names the nearest one.",
    examples: [
      {
        rule: "A field is spelt as the kind spells it.",
        bad: broker("delivery: { retries: 3 }"),
        good: broker("delivery: { retry: 3 }"),
      },
      {
        rule: "A field stands where the kind has it.",
        bad: service({ spec: "containerConcurrency: 10" }),
        good: service({ pod: "containerConcurrency: 10" }),
      },
    ],
  }),
  defineEntry({
    code: "misspelt-case",
    title: "A field in another case than its name",
    source: [SCHEMA],
    effect: "Knative's webhook reads the field; other tools, and the API server's own validation, do not.",
    why: "Go reads names of JSON without regard to case; nothing else does.",
    mend: "Write the field in the case of the kind.",
    examples: [
      {
        rule: "Names of fields keep their case.",
        bad: broker("delivery: { deadlettersink: { uri: http://failures.example.com } }"),
        good: broker("delivery: { deadLetterSink: { uri: http://failures.example.com } }"),
      },
    ],
  }),
  defineEntry({
    code: "wrong-type",
    title: "A value of another type",
    source: [SCHEMA],
    effect: "The object cannot be decoded and is refused.",
    why: "YAML guesses types: `1` is a number, `yes` is true, and a single element without a dash is no list.",
    mend: "Put texts in quotes and write numbers without them; lists take a dash before each element.",
    examples: [
      {
        rule: "Whole numbers stand without quotes.",
        bad: broker('delivery: { retry: "3" }'),
        good: broker("delivery: { retry: 3 }"),
      },
      {
        rule: "Text that looks like a number or a boolean stands in quotes.",
        bad: service({ container: "env: [{ name: DEBUG, value: true }]" }),
        good: service({ container: 'env: [{ name: DEBUG, value: "true" }]' }),
      },
    ],
  }),
  defineEntry({
    code: "number-out-of-range",
    title: "A whole number that its field cannot hold",
    source: [SCHEMA],
    effect: "The object cannot be decoded and is refused.",
    why: "Fields are whole numbers of 32 or 64 bits.",
    mend: "Write a smaller number.",
    examples: [
      {
        rule: "A number of 32 bits is at most 2147483647.",
        bad: broker("delivery: { retry: 3000000000 }"),
        good: broker("delivery: { retry: 3 }"),
      },
    ],
  }),
  defineEntry({
    code: "missing-field",
    title: "A field without which the object is refused",
    source: [SCHEMA],
    effect: "The API server refuses the object.",
    why: "The definition of the kind marks the field as required.",
    mend: "Add the field.",
    examples: [
      {
        rule: "What a definition asks for is there.",
        bad: object("flows.knative.dev/v1", "Parallel", "reply: { uri: http://orders.example.com }"),
        good: object(
          "flows.knative.dev/v1",
          "Parallel",
          "branches: [{ subscriber: { uri: http://charge.example.com } }]",
        ),
      },
    ],
  }),
  defineEntry({
    code: "value-not-allowed",
    title: "A value outside the ones a field takes",
    source: [SCHEMA],
    effect: "The API server refuses the object.",
    why: "The definition lists the values, or sets limits.",
    mend: "Write one of the values that the finding lists.",
    examples: [
      {
        rule: "A field with a closed set of values has one of them.",
        bad: object(
          "eventing.knative.dev/v1alpha1",
          "KafkaSink",
          "topic: orders, bootstrapServers: [kafka:9092], contentMode: json",
        ),
        good: object(
          "eventing.knative.dev/v1alpha1",
          "KafkaSink",
          "topic: orders, bootstrapServers: [kafka:9092], contentMode: structured",
        ),
      },
    ],
  }),
  defineEntry({
    code: "duplicate-element",
    title: "Two elements of a list with one key",
    source: [SCHEMA],
    effect: "The API server refuses the object, or a later apply changes the wrong one.",
    why: "Some lists are maps by a key of their elements, such as the name of a variable.",
    mend: "Keep one of the two, or give them different keys.",
    examples: [
      {
        rule: "The key of such a list is unique.",
        bad: service({ container: "env: [{ name: SHOP, value: a }, { name: SHOP, value: b }]" }),
        good: service({ container: "env: [{ name: SHOP, value: a }, { name: REGION, value: b }]" }),
      },
    ],
  }),
  defineEntry({
    code: "unreadable-url",
    title: "A uri that cannot be read",
    source: [SCHEMA],
    effect: "The webhook cannot decode the object, and it is refused.",
    why: "Knative reads every uri with Go's URL parser before it looks at anything else.",
    mend: "Write an absolute URL such as http://host/path, or a path that is added to `ref`.",
    examples: [
      {
        rule: "Escapes are two hexadecimal digits.",
        bad: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { uri: "http://orders.example.com/%zz" }',
        ),
        good: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { uri: "http://orders.example.com/%20" }',
        ),
      },
      {
        rule: "A host has no blanks, and a port only digits.",
        bad: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { uri: "http://orders:80a/" }',
        ),
        good: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { uri: "http://orders:80/" }',
        ),
      },
    ],
  }),
  defineEntry({
    code: "unreadable-quantity",
    title: "A quantity that cannot be read",
    source: [SCHEMA],
    effect: "The object cannot be decoded and is refused.",
    why: "CPU and memory are written in Kubernetes' own notation.",
    mend: "Write a number with a unit Kubernetes knows, such as 500m, 2, 128Mi or 1Gi.",
    examples: [
      {
        rule: "Units are those of Kubernetes.",
        bad: service({ container: "resources: { limits: { memory: 128 MB } }" }),
        good: service({ container: "resources: { limits: { memory: 128M } }" }),
      },
    ],
  }),
  defineEntry({
    code: "too-large",
    title: "An object larger or deeper than any cluster takes",
    source: [SCHEMA],
    effect: "The API server refuses it, or never gets it.",
    why: "Objects end at about a megabyte and a half; what is larger was built by mistake, mostly a value that contains itself.",
    mend: "Make it smaller.",
    examples: [
      {
        rule: "An object is not endless.",
        bad: "",
        good: "",
        shownOnly: "A value that contains itself can only be built in code.",
      },
    ],
  }),
  defineEntry({
    code: "more-faults",
    title: "More faults than are listed",
    source: [SCHEMA],
    effect: "The object is refused, for more reasons than anybody reads.",
    why: "Of one object a hundred faults of structure are listed. So many mostly have one cause, such as a wrong kind.",
    mend: "Mend the first ones and check again.",
    examples: [
      {
        rule: "An object has fewer than a hundred faults.",
        bad: "",
        good: "",
        shownOnly: "It comes after a hundred other findings.",
      },
    ],
  }),
  defineEntry({
    code: "unknown-kind",
    title: "A kind that the group does not have",
    source: ["knative/eventing.md §2"],
    effect: "The cluster answers that it has no such kind.",
    why: "The kind is misspelt, or stands under the group of another one.",
    mend: "Write the kind, or the apiVersion, that was meant.",
    examples: [
      { rule: "Kinds keep their case.", bad: object("eventing.knative.dev/v1", "broker"), good: broker() },
      {
        rule: "A kind stands under its own group.",
        bad: object("eventing.knative.dev/v1", "InMemoryChannel"),
        good: object("messaging.knative.dev/v1", "InMemoryChannel"),
      },
    ],
  }),
  defineEntry({
    code: "api-version-not-served",
    title: "A version that no cluster serves any more",
    source: ["knative/eventing.md §2"],
    effect: "The cluster answers that it has no such kind.",
    why: "Knative removes old versions after some releases. Tutorials keep them.",
    mend: "Let `sluice upgrade` rewrite the file.",
    examples: [
      {
        rule: "The version is one that is served.",
        bad: object("eventing.knative.dev/v1beta1", "Broker"),
        good: broker(),
      },
    ],
  }),
  defineEntry({
    code: "retired-kind",
    title: "A kind that is gone",
    source: ["knative/eventing.md §2"],
    effect: "The cluster answers that it has no such kind.",
    why: "Kinds of Knative's first years have been replaced by others.",
    mend: "Write what took its place; where it can, `sluice upgrade` does.",
    examples: [
      {
        rule: "The kind still exists.",
        bad: object(
          "sources.eventing.knative.dev/v1alpha1",
          "CronJobSource",
          'schedule: "0 * * * *", sink: { apiVersion: v1, kind: Service, name: charge }',
        ),
        good: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { ref: { apiVersion: v1, kind: Service, name: charge } }',
        ),
      },
    ],
  }),
  defineEntry({
    code: "unmaintained-kind",
    title: "A kind whose project is dead",
    source: ["knative/sources.md §0"],
    effect: "It works where it is installed, and gets no mended faults and no new versions.",
    why: "The project has ended; new clusters cannot always install it.",
    mend: "Move to what the finding names.",
    examples: [
      {
        rule: "Somebody keeps the kind.",
        bad: object(
          "sources.knative.dev/v1alpha1",
          "AwsSqsSource",
          "queueUrl: https://sqs.example.com/1/orders, sink: { apiVersion: v1, kind: Service, name: charge }",
        ),
        good: object(
          "sources.knative.dev/v1alpha1",
          "IntegrationSource",
          "aws: { sqs: { arn: orders, region: eu-west-1 }, auth: { secret: { ref: { name: aws } } } }, sink: { uri: http://orders.example.com }",
        ),
      },
    ],
  }),
  defineEntry({
    code: "reference-not-served",
    title: "A reference to a kind or version that is not there",
    source: ["knative/eventing.md §2, §5.5"],
    effect: "The reference never resolves: senders hear success, and nobody gets the event.",
    why: "The webhook looks at the form of a reference only; that its kind does not exist shows when the controller follows it.",
    mend: "Write the kind and the version that a cluster serves.",
    examples: [
      {
        rule: "The version of what is referred to is served.",
        bad: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { ref: { apiVersion: eventing.knative.dev/v1alpha1, kind: Broker, name: orders } }',
        ),
        good: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }',
        ),
      },
      {
        rule: "The kind of what is referred to exists.",
        bad: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Brokers, name: orders } }',
        ),
        good: object(
          "sources.knative.dev/v1",
          "PingSource",
          'schedule: "0 * * * *", sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }',
        ),
      },
    ],
  }),
  defineEntry({
    code: "invalid-metadata",
    title: "Names, labels and annotations that no object may have",
    source: [SCHEMA],
    effect: "The API server refuses the object.",
    why: "Names end up in DNS, labels in selectors: both have narrow alphabets and lengths.",
    mend: "Use small letters, digits and hyphens; begin and end with a letter or digit.",
    examples: [
      {
        rule: "An object has a name.",
        bad: "apiVersion: eventing.knative.dev/v1\nkind: Broker\nmetadata: { namespace: shop }\n",
        good: broker(),
      },
      {
        rule: "A name has small letters, digits, hyphens and dots.",
        bad: object("eventing.knative.dev/v1", "Broker", undefined, "", "Order_Broker"),
        good: object("eventing.knative.dev/v1", "Broker", undefined, "", "order-broker"),
      },
      {
        rule: "A namespace is a DNS label.",
        bad: broker().replace("namespace: shop", "namespace: My Shop"),
        good: broker().replace("namespace: shop", "namespace: my-shop"),
      },
      {
        rule: "A label's value has at most 63 characters.",
        bad: broker(undefined, `labels: { team: ${long(64)} }`),
        good: broker(undefined, `labels: { team: ${long(63)} }`),
      },
      {
        rule: "A label's value begins and ends with a letter or digit.",
        bad: broker(undefined, "labels: { team: -shop }"),
        good: broker(undefined, "labels: { team: shop }"),
      },
      {
        rule: "The key of an annotation has at most one slash.",
        bad: broker(undefined, "annotations: { a/b/c: x }"),
        good: broker(undefined, "annotations: { a/b.c: x }"),
      },
    ],
  }),
  defineEntry({
    code: "derived-name",
    title: "A name of which Knative cannot make its own",
    source: ["knative/eventing.md §4.2, §5.4"],
    effect: "The object is taken and never becomes ready: what Knative makes for it is refused.",
    why: "Brokers and flows name channels, Services and labels after themselves, which must be shorter than the object's own name may be.",
    mend: "Choose a shorter name, or one that is a DNS label.",
    examples: [
      {
        rule: "A Broker's name fits the label of its Triggers.",
        bad: object("eventing.knative.dev/v1", "Broker", undefined, "", long(64)),
        good: object("eventing.knative.dev/v1", "Broker", undefined, "", long(40)),
      },
    ],
  }),
  defineEntry({
    code: "duplicate-object",
    title: "One object twice",
    source: [],
    effect: "The later one overwrites the earlier one when both are applied.",
    why: "Group, kind, namespace and name make an object, whatever its file.",
    mend: "Rename or remove one of the two.",
    examples: [
      {
        rule: "An object stands once among all files.",
        bad: stream(broker("delivery: { retry: 3 }"), broker("delivery: { retry: 5 }")),
        good: broker("delivery: { retry: 5 }"),
      },
    ],
  }),
  defineEntry({
    code: "secret-in-clear",
    title: "A password or key in clear",
    source: ["common practice: Kubernetes has Secrets for this"],
    effect: "Whoever reads the repository, the object or the log of a build has it.",
    why: "No cluster refuses it. Sluice never prints the value.",
    mend: "Put it into a Secret, and refer to it by `valueFrom.secretKeyRef`.",
    examples: [
      {
        rule: "Environment variables hold no passwords.",
        bad: service({ container: "env: [{ name: DB_PASSWORD, value: correct-horse-battery }]" }),
        good: service({
          container: "env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }]",
        }),
      },
    ],
  }),
];
