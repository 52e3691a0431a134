/** Seconds, as OpenTelemetry advises for HTTP durations. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Series of one metric; beyond it nothing new is counted. Labels come from the table and from statuses, so this is far away. */
const MAX_SERIES = 10_000;

/** Labels in the order of their metric's names. */
type Labels = readonly (string | number)[];

/** A number that only grows, by labels. */
export class Counter {
  private readonly values = new Map<string, number>();
  private readonly head: string;
  private readonly name: string;
  private readonly labels: readonly string[];

  public constructor(name: string, help: string, labels: readonly string[]) {
    this.name = name;
    this.labels = labels;
    this.head = `# HELP ${name} ${help}\n# TYPE ${name} counter\n`;
  }

  public add(labels: Labels): void {
    const key = labels.join("\0");
    const value = this.values.get(key);
    if (value !== undefined || this.values.size < MAX_SERIES) this.values.set(key, (value ?? 0) + 1);
  }

  public write(): string {
    let text = this.head;
    for (const [key, value] of this.values) text += `${this.name}${labelText(this.labels, key)} ${value}\n`;
    return text;
  }
}

/** How long something took, by labels. */
export class Histogram {
  private readonly series = new Map<string, { readonly counts: number[]; sum: number; count: number }>();
  private readonly head: string;
  private readonly name: string;
  private readonly labels: readonly string[];

  public constructor(name: string, help: string, labels: readonly string[]) {
    this.name = name;
    this.labels = labels;
    this.head = `# HELP ${name} ${help}\n# TYPE ${name} histogram\n`;
  }

  public observe(labels: Labels, seconds: number): void {
    const key = labels.join("\0");
    let series = this.series.get(key);
    if (series === undefined) {
      if (this.series.size >= MAX_SERIES) return;
      series = { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
      this.series.set(key, series);
    }
    const bucket = BUCKETS.findIndex((limit) => seconds <= limit);
    if (bucket !== -1) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
    series.count += 1;
  }

  public write(): string {
    let text = this.head;
    for (const [key, { counts, sum, count }] of this.series) {
      let below = 0;
      for (const [index, limit] of BUCKETS.entries()) {
        below += counts[index] ?? 0;
        text += `${this.name}_bucket${labelText([...this.labels, "le"], `${key}\0${limit}`)} ${below}\n`;
      }
      text += `${this.name}_bucket${labelText([...this.labels, "le"], `${key}\0+Inf`)} ${count}\n`;
      text += `${this.name}_sum${labelText(this.labels, key)} ${sum}\n`;
      text += `${this.name}_count${labelText(this.labels, key)} ${count}\n`;
    }
    return text;
  }
}

/** A number that is read when it is asked for. */
export function gauge(name: string, help: string, value: number, type: "gauge" | "counter" = "gauge"): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}

function labelText(names: readonly string[], key: string): string {
  if (names.length === 0) return "";
  const values = key.split("\0");
  return `{${names.map((name, index) => `${name}="${escaped(values[index] ?? "")}"`).join(",")}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}
