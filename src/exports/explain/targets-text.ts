import { spanText } from "../../checks/span-text.ts";
import type { ExplainedTarget, Semantic, TargetCost } from "./explain-target.ts";

/** What a Pipeline is on every target, for a person to read: a table, then what refuses and why. */
export function targetsText(name: string, targets: readonly ExplainedTarget[]): string {
  const carrying = targets.flatMap(({ target, isChosen, cost }) =>
    cost === undefined ? [] : [{ head: isChosen ? `${target} (yours)` : target, cost }],
  );
  const rows = [
    ["", ...carrying.map(({ head }) => head)],
    ...ROWS.map(([label, cell]) => [label, ...carrying.map(({ cost }) => cell(cost))]),
  ];
  const semantics = (Object.keys(carrying[0]?.cost.semantics ?? {}) as Semantic[]).flatMap((semantic) => {
    const told = carrying.map(({ head, cost }) => ({ head, text: cost.semantics[semantic] }));
    const [first] = told;
    if (told.length > 1 && told.every(({ text }) => text === first?.text))
      return [`${semantic}: ${first?.text} (on all)`];
    return [`${semantic}:`, ...told.map(({ head, text }) => `  ${head.padEnd(WIDEST)}  ${text}`)];
  });
  const refused = targets.flatMap(({ target, refusal }) =>
    refusal === undefined
      ? []
      : [
          `${target} refuses it (${refusal.code}):`,
          `  ${refusal.message}`,
          ...(refusal.mend === undefined ? [] : [`  ${refusal.mend}`]),
          ...(refusal.notes ?? []).map((note) => `  ${note}`),
        ],
  );
  const compared = carrying.length === 0 ? [] : [...aligned(rows), "", ...semantics, ""];
  return [`${name} on each target:`, "", ...compared, ...refused, ...(refused.length > 0 ? [""] : [])].join("\n");
}

const WIDEST = "channels (yours)".length;

const ROWS: readonly (readonly [string, (cost: TargetCost) => string])[] = [
  [
    "objects",
    ({ objects }) =>
      Object.entries(objects)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", "),
  ],
  ["hops", ({ hops }) => String(hops)],
  ["requests of one event", ({ requests, calls }) => `${requests}, ${calls} of them to services`],
  ["longest answer", ({ worstAnswerMs }) => (worstAnswerMs > 0 ? spanText(worstAnswerMs) : "at once")],
];

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}
