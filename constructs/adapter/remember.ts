import { type ApiObject, type App, Chart } from "cdk8s";
import type { IConstruct } from "constructs";

/**
 * Lets each object render once, so that what is checked is what is written, and the tree below the App and each chart
 * be walked once: cdk8s walks it some ten times. Holds while nothing is added to the App. Gives the way back.
 */
export function remember(app: App, objects: readonly ApiObject[]): () => void {
  const ways = objects.map((object) => once(object, "toJson", object.toJson.bind(object)));
  const charts = app.node.findAll().filter((construct) => Chart.isChart(construct));
  for (const { node } of [app, ...charts] satisfies readonly IConstruct[]) {
    const walk = node.findAll.bind(node);
    // Only without an argument, which is how cdk8s asks: in the order constructs were made.
    const walkOnce = memo(walk);
    ways.push(
      replace(node, "findAll", (...order: Parameters<typeof walk>) =>
        order.length === 0 ? walkOnce() : walk(...order),
      ),
    );
  }
  return () => {
    for (const way of ways) way();
  };
}

function once(target: object, method: string, act: () => unknown): () => void {
  return replace(target, method, memo(act));
}

function memo<Result>(act: () => Result): () => Result {
  let done: { readonly result: Result } | undefined;
  return () => {
    done ??= { result: act() };
    return done.result;
  };
}

/** Gives a target a method of its own for a while. */
function replace(target: object, method: string, value: (...given: never[]) => unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(target, method);
  Object.defineProperty(target, method, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(target, method);
    else Object.defineProperty(target, method, own);
  };
}
