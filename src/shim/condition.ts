import { type FilterSpec, compileFilter } from "../events/filters/index.ts";
import type { Condition, DataValue } from "../routes/index.ts";
import type { Expression, Expressions } from "./ports.ts";
import { tokensOf, valueAt } from "./render.ts";
import type { Carried, Run } from "./run.ts";

/** Whether an event meets a condition, or why that cannot be said. */
export type Verdict =
  | { readonly holds: boolean; readonly error?: undefined }
  | { readonly holds?: undefined; readonly error: string };

export type CompiledCondition = (run: Run, carried: Carried, done: (verdict: Verdict) => void) => void;

/** Compiles a condition: filters first, then data, then JSONata; the first that does not hold decides. */
export function compileCondition(
  condition: Condition | undefined,
  expressions: Expressions | undefined,
): CompiledCondition {
  if (condition === undefined) return (_run, _carried, done) => done(HOLDS);
  const { filters, data, jsonata } = condition;
  const tests: ((carried: Carried) => boolean)[] = [];
  if (filters !== undefined) tests.push(attributeTest({ filters }));
  for (const [pointer, wanted] of Object.entries(data ?? {})) tests.push(dataTest(tokensOf(pointer), wanted));
  const expression = jsonata === undefined ? undefined : expressions?.compile(jsonata);
  return (run, carried, done) => {
    if (!tests.every((test) => test(carried))) done(HOLDS_NOT);
    else if (expression === undefined) done(HOLDS);
    else evaluate(run, expression, carried, done);
  };
}

const HOLDS: Verdict = Object.freeze({ holds: true });
const HOLDS_NOT: Verdict = Object.freeze({ holds: false });

function attributeTest(spec: FilterSpec): (carried: Carried) => boolean {
  const filter = compileFilter(spec);
  return ({ event }) => filter(event) !== "fail";
}

/** Only data that is JSON has values to compare. */
function dataTest(tokens: readonly string[], wanted: DataValue | readonly DataValue[]): (carried: Carried) => boolean {
  const values: readonly DataValue[] = Array.isArray(wanted) ? wanted : [wanted as DataValue];
  return (carried) => values.includes(valueAt(carried.data, tokens) as DataValue);
}

function evaluate(run: Run, expression: Expression, carried: Carried, done: (verdict: Verdict) => void): void {
  evaluateIn(run, expression, carried.view, (result) => {
    if (result.error !== undefined) done({ error: result.error });
    else done(result.value === true ? HOLDS : HOLDS_NOT);
  });
}

/** Evaluates within the life of a run. */
export function evaluateIn(run: Run, expression: Expression, input: unknown, done: Parameters<Expression>[1]): void {
  let isDone = false;
  let forget: () => void = () => undefined;
  const cancel = expression(input, (result) => {
    isDone = true;
    forget();
    if (!run.scope.isOver) done(result);
  });
  if (!isDone) forget = run.scope.onEnd(cancel);
}
