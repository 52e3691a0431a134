/** How an app is run: a file under Sluice's own tsx, or a command as it is. */
export type AppCommand =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "command"; readonly command: string };

const RUNNERS = new Set(["ts-node", "tsx", "node"]);

/**
 * Reads the `app` of `cdk8s.yaml`. `ts-node FILE`, `tsx FILE` and `node FILE`, with or without npx, run FILE under
 * Sluice's own tsx, which starts in a fraction of the time; anything with flags or shell syntax runs as it is.
 */
export function parseAppCommand(app: string): AppCommand {
  const asIs: AppCommand = { kind: "command", command: app };
  if (/[|&;<>()$`"'\\*?#~=%\n]/.test(app)) return asIs;
  const words = app.trim().split(/\s+/);
  const [runner, file, ...rest] = words[0] === "npx" ? words.slice(1) : words;
  if (runner === undefined || !RUNNERS.has(runner)) return asIs;
  if (file === undefined || file.startsWith("-") || rest.length > 0) return asIs;
  return { kind: "file", file };
}
