/** Seconds, as OpenTelemetry advises for HTTP durations. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Series of one metric; beyond it nothing new is counted. Labels come from the table and from statuses, so this is far away. */
const MAX_SERIES = 10_000;

type Label = string | number;

/**
 * What is held for each combination of labels. A tree of maps: one text for each combination would be made anew, and
 * hashed, at every event.
 */
class Series<T> {
  private readonly root = new Map<Label, unknown>();
  private readonly make: () => T;
  private count = 0;

  public constructor(make: () => T) {
    this.make = make;
  }

  /** Undefined where there are too many. */
  public of(labels: readonly Label[]): T | undefined {
    let level = this.root;
    const last = labels.length - 1;
    for (let index = 0; index < last; index += 1) {
      const label = labels[index] as Label;
      let next = level.get(label) as Map<Label, unknown> | undefined;
      if (next === undefined) {
        next = new Map();
        level.set(label, next);
      }
      level = next;
    }
    const label = labels[last] as Label;
    let value = level.get(label) as T | undefined;
    if (value === undefined && this.count < MAX_SERIES) {
      value = this.make();
      this.count += 1;
      level.set(label, value);
    }
    return value;
  }

  /** Every combination with what is held for it. */
  public *entries(depth: number): Iterable<readonly [labels: readonly Label[], value: T]> {
    yield* walk<T>(this.root, [], depth);
  }
}

function* walk<T>(
  level: ReadonlyMap<Label, unknown>,
  labels: readonly Label[],
  depth: number,
): Iterable<readonly [readonly Label[], T]> {
  for (const [label, next] of level) {
    const all = [...labels, label];
    if (all.length === depth) yield [all, next as T];
    else yield* walk<T>(next as ReadonlyMap<Label, unknown>, all, depth);
  }
}

/** A number that only grows, by labels. */
export class Counter {
  private readonly series = new Series(() => ({ value: 0 }));
  private readonly name: string;
  private readonly help: string;
  private readonly labels: readonly string[];

  /** @param labels at least one */
  public constructor(name: string, help: string, labels: readonly string[]) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  public add(labels: readonly Label[]): void {
    const held = this.series.of(labels);
    if (held !== undefined) held.value += 1;
  }

  public write(): string {
    let text = head(this.name, this.help, "counter");
    for (const [labels, { value }] of this.series.entries(this.labels.length)) {
      text += `${this.name}${labelText(this.labels, labels)} ${value}\n`;
    }
    return text;
  }
}

/** How long something took, by labels. */
export class Histogram {
  private readonly series = new Series(() => ({ counts: BUCKETS.map(() => 0), sum: 0, count: 0 }));
  private readonly name: string;
  private readonly help: string;
  private readonly labels: readonly string[];

  /** @param labels at least one */
  public constructor(name: string, help: string, labels: readonly string[]) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  public observe(labels: readonly Label[], seconds: number): void {
    const held = this.series.of(labels);
    if (held === undefined) return;
    let bucket = 0;
    while (bucket < BUCKETS.length && seconds > (BUCKETS[bucket] as number)) bucket += 1;
    if (bucket < BUCKETS.length) held.counts[bucket] = (held.counts[bucket] as number) + 1;
    held.sum += seconds;
    held.count += 1;
  }

  public write(): string {
    let text = head(this.name, this.help, "histogram");
    const names = [...this.labels, "le"];
    for (const [labels, { counts, sum, count }] of this.series.entries(this.labels.length)) {
      let below = 0;
      for (const [index, limit] of BUCKETS.entries()) {
        below += counts[index] ?? 0;
        text += `${this.name}_bucket${labelText(names, [...labels, limit])} ${below}\n`;
      }
      text += `${this.name}_bucket${labelText(names, [...labels, "+Inf"])} ${count}\n`;
      text += `${this.name}_sum${labelText(this.labels, labels)} ${sum}\n`;
      text += `${this.name}_count${labelText(this.labels, labels)} ${count}\n`;
    }
    return text;
  }
}

/** A number that is read when it is asked for. */
export function gauge(name: string, help: string, value: number, type: "gauge" | "counter" = "gauge"): string {
  return `${head(name, help, type)}${name} ${value}\n`;
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function labelText(names: readonly string[], values: readonly Label[]): string {
  return `{${names.map((name, index) => `${name}="${escaped(String(values[index]))}"`).join(",")}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}
