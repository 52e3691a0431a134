/** As much of the `jsonata` package as is used; its own types give every value as `any`. */
declare module "jsonata" {
  export interface CompiledJsonata {
    evaluate(input: unknown): Promise<unknown>;
    registerFunction(
      name: string,
      implementation: (...values: readonly unknown[]) => unknown,
      signature?: string,
    ): void;
  }
  /** @throws an error with `message`, `position` and `token` for a text that is no expression */
  export default function jsonata(
    expression: string,
    guards: { readonly timeout: number; readonly stack: number; readonly sequence: number },
  ): CompiledJsonata;
}
