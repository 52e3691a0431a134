import type { FlowDestination, ShimContext } from "../../../../src/compiler/index.ts";
import { addressOf } from "../../../../src/compiler/index.ts";

/** How a shim is deployed in these tests: from an image. */
export function shimContext(options: Partial<ShimContext> = {}): ShimContext {
  return {
    namespace: "shop",
    nameOf: (id) => `orders-${id}`,
    hosting: { timeoutSeconds: 300, scale: { min: 1, max: 10 }, resources: { limits: { memory: "512Mi" } } },
    program: () => ({ image: "registry.example.com/sluice/shim:1" }),
    addressOf: (destination: FlowDestination) => addressOf(destination, "shop", undefined),
    ...options,
  };
}
