import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { fontFiles, interFonts } from "../../../../src/processing/adapters/vega/fonts.ts";
import { vegaRenderer } from "../../../../src/processing/adapters/vega/renderer.ts";
import type { ChartSpec } from "../../../../src/processing/chart-spec.ts";
import type { Table } from "../../../../src/processing/ports.ts";

const table: Table = {
  columns: [
    { name: "week", kind: "time" },
    { name: "late", kind: "number" },
    { name: "air.port", kind: "text" },
  ],
  rows: Array.from({ length: 26 }, (_, index) => ({
    week: Date.UTC(2001, 0, 1 + 7 * index),
    late: 20 + (index % 5),
    "air.port": index % 2 === 0 ? "ORD" : "LAX",
  })),
};
const chart: ChartSpec = {
  mark: "line",
  title: "Late flights",
  subtitle: "by week",
  x: { column: "week", title: "Week", format: "%b %Y" },
  y: { column: "late", title: "Late (%)", zero: true },
  source: "Source: here",
};

test("draws titles, axis titles, readable ticks and the source, in the chosen font", async () => {
  const { svg, png } = await (await vegaRenderer(interFonts())).render(chart, table);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
  expect(texts).toEqual(
    expect.arrayContaining([
      "Late flights",
      "by week",
      "Week",
      "Late (%)",
      "Jan 2001",
      "Jun 2001",
      "0",
      "20",
      "Source: here",
    ]),
  );
  expect(svg).toContain('font-family="Inter"');
  expect([...png.subarray(1, 4)]).toEqual([...Buffer.from("PNG")]);
  expect(inkOf(png)).toBeGreaterThan(0.01);
});

test("text is drawn with the given fonts, not with those of the machine", async () => {
  const [regular = ""] = interFonts().files;
  const withText = await (await vegaRenderer(interFonts())).render(chart, table);
  const without = await (await vegaRenderer({ family: "Inter", files: [] })).render(chart, table);
  expect(fontFiles("Inter", [regular]).files).toEqual([regular]);
  expect(inkOf(withText.png)).toBeGreaterThan(inkOf(without.png));
});

test.each(["line", "bar", "area", "point"] as const)(
  "draws %s, one colour for each value of a series",
  async (mark) => {
    const series = { column: "air.port", title: "Airport" };
    const { svg } = await (await vegaRenderer(interFonts())).render({ ...chart, mark, series }, table);
    for (const text of ["ORD", "LAX", "Airport", "#0072b2", "#d55e00"]) expect(svg).toContain(text);
  },
);

test("the same table gives the same picture, whatever the machine's time zone", async () => {
  const renderer = await vegaRenderer(interFonts());
  const zone = process.env["TZ"];
  process.env["TZ"] = "Pacific/Kiritimati";
  const east = await renderer.render(chart, table);
  process.env["TZ"] = "America/Los_Angeles";
  const west = await renderer.render(chart, table);
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
  expect(east.svg).toBe(west.svg);
});

test("a column that is not there is told with those that are", async () => {
  const renderer = await vegaRenderer(interFonts());
  const bad = { ...chart, y: { ...chart.y, column: "delay" }, size: { column: "seats", title: "Seats" } };
  await expect(renderer.render(bad, table)).rejects.toMatchObject({
    name: "FinalError",
    message: "The chart shows column delay, seats, but the table has only week, late, air.port.",
  });
});

test("an empty table is refused: an empty picture would look like a fact", async () => {
  const renderer = await vegaRenderer(interFonts());
  await expect(renderer.render(chart, { ...table, rows: [] })).rejects.toThrow("The table has no rows");
});

test("font files that are not there are told at start", () => {
  expect(() => fontFiles("Inter", ["/nowhere/a.ttf"])).toThrow("The font file /nowhere/a.ttf is not there.");
});

/** The share of pixels that are not white; the pictures are RGBA without interlacing. */
function inkOf(png: Uint8Array): number {
  const buffer = Buffer.from(png);
  const width = buffer.readUInt32BE(16);
  const height = buffer.readUInt32BE(20);
  const parts: Buffer[] = [];
  for (let at = 8; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at);
    if (buffer.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(buffer.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const filtered = inflateSync(Buffer.concat(parts));
  // Filters turn runs of one colour into zeros; what is left over is edges, which is all a comparison needs.
  const edges = filtered.filter((byte) => byte !== 0).length;
  return edges / (width * height);
}
