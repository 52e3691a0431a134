/** Whether two types are the same to the compiler. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does nothing; a claim that is not `true` does not compile. */
export function claim<_Claim extends true>(): void {}
