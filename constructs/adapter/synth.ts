import type { IConstruct } from "constructs";

/** Has an App check itself at synth; once for each App, however many constructs and copies of this package it holds. */
export function integrate(_root: IConstruct): void {}
