import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkApp } from "../../src/checks/index.ts";
import { graphToSvg } from "../../src/exports/index.ts";
import { readManifests, type SourceFile } from "../../src/manifests/read/read-manifests.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { HOSTILE_GRAPH } from "../exports/hostile-graph.ts";
import { largeGraph } from "../exports/large-graph.ts";
import { CHROMIUM, launchChromium, NO_CHROMIUM } from "./chromium.ts";

const ROOT = new URL("../../", import.meta.url);
const CORPUS = new URL("../shared/corpus/", ROOT);

describe("the picture of a graph, in a browser", () => {
  let browser: Browser | undefined;
  let page: Page | undefined;
  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    browser = await launchChromium();
    page = await browser.newPage();
    const measure = readFileSync(new URL("measure.js", import.meta.url), "utf8");
    await page.addScriptTag({ content: `${measure}globalThis.measure = measure;`, type: "module" });
  });
  afterAll(async () => browser?.close());
  beforeEach(({ skip }) => skip(CHROMIUM === undefined, NO_CHROMIUM));

  /** What a reader would stumble over in each of some pictures. */
  async function faults(pictures: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const found: unknown = await page?.evaluate(`measure(${JSON.stringify(pictures)})`);
    return Array.isArray(found) ? found.map(String) : ["nothing was measured"];
  }

  it("shows every example with nothing on anything else, each text in its box", async () => {
    const files = examples();
    expect(files.length).toBeGreaterThan(4);
    expect(await faults(Object.fromEntries(files.map((file) => [file.path, picture([file])])))).toEqual([]);
  });

  it("would tell of names that leave their boxes, labels on each other and broken markup", async () => {
    const svg = picture([{ path: "large.yaml", text: largeGraph(1, 20) }]);
    const found = await faults({
      names: svg.replace(".n{font-size:13px", ".n{font-size:26px"),
      labels: svg.replace(".l{font-size:11px", ".l{font-size:40px"),
      small: svg.replace(".a{font-size:11px", ".a{font-size:7px"),
      markup: svg.replace("</svg>", ""),
    });
    const kinds = /^(\w+): .*?(leaves its box|overlaps|is small|error on line)/s;
    const told = new Set(found.map((fault) => kinds.exec(fault)?.slice(1).join(" ")));
    for (const expected of ["names leaves its box", "labels overlaps", "small is small", "markup error on line"])
      expect(told).toContain(expected);
  });

  it("stays legible with 300 endpoints", async () => {
    const svg = picture([{ path: "large.yaml", text: largeGraph() }]);
    expect(await faults({ large: svg })).toEqual([]);
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    expect(svg.split('class="node"')).toHaveLength(301);
    expect(Number(width)).toBeLessThan(3500);
    expect(Number(height)).toBeLessThan(4500);
  });

  it("shows hostile names as text, loops, parts that stand alone, and nothing at all", async () => {
    const hostile = picture([{ path: "hostile.yaml", text: HOSTILE_GRAPH }]);
    const many = picture([{ path: "one-broker.yaml", text: largeGraph(1, 120) }]);
    expect(await faults({ hostile, many, nothing: picture([]) })).toEqual([]);
  });

  it("shows manifests that nobody here wrote: Sequences, Parallels, Channels, sinks", async ({ skip }) => {
    skip(!existsSync(CORPUS), "../shared/corpus is absent");
    const pictures = corpus().flatMap((files) => [
      [files[0]?.path.split("/")[0] ?? "", picture(files)] as const,
      ...files.map((file) => [file.path, picture([file])] as const),
    ]);
    expect(await faults(Object.fromEntries(pictures))).toEqual([]);
  });
});

function picture(files: readonly SourceFile[]): string {
  const { graph, diagnostics } = checkApp(readManifests(files).manifests, DEFAULT_SETTINGS);
  return graphToSvg(graph, diagnostics);
}

function examples(): readonly SourceFile[] {
  const folder = new URL("examples/", ROOT);
  return readdirSync(folder).flatMap((example) => {
    const expected = new URL(`${example}/expected/`, folder);
    if (!existsSync(expected)) return [];
    return readdirSync(expected)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => ({ path: `${example}/${name}`, text: readFileSync(new URL(name, expected), "utf8") }));
  });
}

function corpus(): readonly (readonly SourceFile[])[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) =>
      readdirSync(new URL(`${name}/`, CORPUS))
        .filter((file) => /\.ya?ml$/.test(file))
        .map((file) => ({ path: `${name}/${file}`, text: readFileSync(new URL(`${name}/${file}`, CORPUS), "utf8") })),
    );
}
