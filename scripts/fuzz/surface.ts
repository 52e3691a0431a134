import type { Random } from "./random.ts";

/** One door of Sluice through which text from strangers comes in. */
export interface Surface<Input = unknown> {
  readonly name: string;
  /** What part of the runs it gets: text that takes long to read gets fewer. */
  readonly share: number;
  /** How long one short input may take, in milliseconds. */
  readonly limitMs: number;
  /** The inputs that must always be tried: without measure, with what breaks readers. */
  readonly corners: readonly Input[];
  /** An input; a JSON value, so that it can be printed and made smaller. */
  generate(random: Random): Input;
  /**
   * Reads the input. False: refused, in one of the documented ways. Throws whatever is no documented refusal, and
   * {@link Broken} where something that always holds does not.
   */
  accepts(input: Input): boolean;
}

/** Something that always holds did not. */
export class Broken extends Error {
  public override readonly name = "Broken";
}

export function hold(claim: string, isTrue: boolean): void {
  if (!isTrue) throw new Broken(claim);
}
