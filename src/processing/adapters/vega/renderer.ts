import { ConfigurationError } from "../../../service/configuration-error.ts";
import type { ChartRenderer } from "../../ports.ts";
import { optionalPeer } from "../optional-peer.ts";
import type { ChartFonts } from "./fonts.ts";
import { vegaLiteSpec } from "./vega-lite-spec.ts";

/** Pixels of the PNG for each of the SVG: sharp on the screens people have. */
const PNG_SCALE = 2;

/**
 * Charts by Vega-Lite, without a browser; PNG by resvg with the given fonts only.
 *
 * @throws ConfigurationError naming every package that is missing
 */
export async function vegaRenderer(fonts: ChartFonts): Promise<ChartRenderer> {
  const { vega, vegaLite, resvg } = await loadAll();
  measureText(vega);
  return {
    render: async (chart, table) => {
      const { spec } = vegaLite.compile(vegaLiteSpec(chart, table, fonts.family));
      const view = new vega.View(vega.parse(spec), { renderer: "none", logLevel: vega.Error });
      try {
        const svg = await view.toSVG();
        const picture = await resvg.renderAsync(svg, {
          fitTo: { mode: "zoom", value: PNG_SCALE },
          font: {
            loadSystemFonts: false,
            fontFiles: [...fonts.files],
            defaultFontFamily: fonts.family,
            sansSerifFamily: fonts.family,
          },
        });
        return { svg, png: picture.asPng() };
      } finally {
        view.finalize();
      }
    },
  };
}

/**
 * Vega has no canvas here and takes every letter for 0.8 of the font's size, which leaves a third of the picture
 * empty and cuts legends. Inter's letters take 0.56 on average.
 */
function measureText(vega: object): void {
  if (!("textMetrics" in vega)) return;
  const metrics = vega.textMetrics as { width: (item: { fontSize?: number }, text: unknown) => number };
  metrics.width = (item, text) => Math.ceil(0.56 * (item.fontSize ?? 11) * textOf(text).length);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

async function loadAll() {
  const [vega, vegaLite, resvg] = await Promise.allSettled([
    optionalPeer("vega", () => import("vega")),
    optionalPeer("vega-lite", () => import("vega-lite")),
    optionalPeer("@resvg/resvg-js", () => import("@resvg/resvg-js")),
  ]);
  if (vega.status === "fulfilled" && vegaLite.status === "fulfilled" && resvg.status === "fulfilled") {
    return { vega: vega.value, vegaLite: vegaLite.value, resvg: resvg.value };
  }
  const failed = [vega, vegaLite, resvg].flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const problems = failed.flatMap((error) => (ConfigurationError.is(error) ? error.problems : []));
  if (problems.length === failed.length) throw new ConfigurationError(problems);
  throw failed.find((error) => !ConfigurationError.is(error));
}
