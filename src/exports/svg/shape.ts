import type { DrawnNode } from "../drawing.ts";
import { SLANT } from "./boxes.ts";
import { ROUND } from "./layout.ts";

/** The outline of an endpoint: its kind at a glance. */
export function shape(
  kind: DrawnNode["kind"],
  classes: string,
  x: number,
  y: number,
  width: number,
  height: number,
): string {
  const [left, top, right, bottom] = [x, y, x + width, y + height].map(tenths);
  const [inner, outer] = [tenths(x + SLANT), tenths(x + width - SLANT)];
  const middle = tenths(y + height / 2);
  const rect = (radius: number): string =>
    `<rect class="${classes}" x="${left}" y="${top}" width="${tenths(width)}" height="${tenths(height)}" rx="${radius}"/>`;
  switch (kind) {
    case "broker":
      return `<polygon class="${classes}" points="${inner},${top} ${outer},${top} ${right},${middle} ${outer},${bottom} ${inner},${bottom} ${left},${middle}"/>`;
    case "channel": {
      const half = tenths(height / 2);
      return `<path class="${classes}" d="M${inner} ${top}H${outer}A${SLANT} ${half} 0 0 1 ${outer} ${bottom}H${inner}A${SLANT} ${half} 0 0 1 ${inner} ${top}zM${outer} ${top}A${SLANT} ${half} 0 0 0 ${outer} ${bottom}"/>`;
    }
    case "sink":
      return `${rect(2)}<path class="${classes}" d="M${tenths(x + 4)} ${top}V${bottom}M${tenths(x + width - 4)} ${top}V${bottom}"/>`;
    case "source":
      return rect(tenths(Math.min(ROUND, height / 2)));
    default:
      return rect(4);
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
