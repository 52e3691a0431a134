import type { AnyContract, Contract } from "../../src/events/index.ts";
import type { Addressable, Subscriber } from "./addressable.ts";

/**
 * `Self` where the subscriber's step takes all of these event types, or where it has no step; otherwise the sentence
 * that says why not. For the `this` parameter of a call whose result nobody needs, such as
 * `broker.on(contract).to(subscriber)`: the compiler prints the type of `this` and the sentence, and nothing else; a
 * refused argument would be printed with the shapes of its data. That is why `Self` must know types by name only, and
 * why the sentence names one of them: both are printed.
 */
export type IfAccepted<Types extends string, S extends Addressable, Self, Carrier extends string> = string extends Types
  ? Self
  : S extends Subscriber<infer Name, infer Accepts, infer _Replies>
    ? [Exclude<Types, Accepts["type"]>] extends [never]
      ? Self
      : RefusalWith<Name, Accepts["type"], FirstName<Exclude<Types, Accepts["type"]>>, Carrier>
    : Self;

/**
 * Why a step cannot take what a flow carries, in one sentence with names of event types and no shape of data:
 * `step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this flow carries 'dev.knative.sources.ping'`.
 * At most three missing types are named and the rest counted; one, where the sentence would get so long that the
 * compiler cuts it.
 */
export type Refusal<
  Carried extends AnyContract,
  Name extends string,
  Accepts extends AnyContract,
  Carrier extends string = "flow",
> = [WithoutType<Unaccepted<Carried, Accepts>, Accepts["type"]>] extends [never]
  ? `step '${Name}' accepts other data in ${Names<Unaccepted<Carried, Accepts>["type"]>} than this ${Carrier} carries`
  : RefusalOf<Name, Accepts["type"], WithoutType<Unaccepted<Carried, Accepts>, Accepts["type"]>["type"], Carrier>;

type RefusalOf<Name extends string, Accepted extends string, Missing extends string, Carrier extends string> =
  IsPrintedWhole<RefusalWith<Name, Accepted, Names<Missing>, Carrier>> extends true
    ? RefusalWith<Name, Accepted, Names<Missing>, Carrier>
    : RefusalWith<Name, Accepted, FirstName<Missing>, Carrier>;

/**
 * `Given` where the step of `S` takes everything that is carried, where it has no step, or where nobody knows what is
 * carried; otherwise the sentence that says why not. For parameters and elements of lists, where there is no result that
 * could be the sentence: the compiler prints the type of what was given before it, in one line
 * (docs/decisions/0010-lists-are-checked-at-their-elements.md).
 */
export type Taking<Carried extends AnyContract, S, Carrier extends string, Given = S> = AnyContract extends Carried
  ? Given
  : S extends Subscriber<infer Name, infer Accepts, infer _Replies>
    ? [Unaccepted<Carried, Accepts>] extends [never]
      ? Given
      : Refusal<Carried, Name, Accepts, Carrier>
    : Given;

/** The contracts a subscriber may reply with; any, where it has no step. */
export type RepliesOf<S> = S extends Subscriber<infer _Name, infer _Accepts, infer Replies> ? Replies : AnyContract;

type RefusalWith<
  Name extends string,
  Accepted extends string,
  Missing extends string,
  Carrier extends string,
> = `step '${Name}' accepts ${FirstName<Accepted>}, but this ${Carrier} carries ${Missing}`;

/** Whether a text has at most 300 characters: the compiler cuts what it prints of a type after 320. */
type IsPrintedWhole<Text extends string, Tens extends readonly unknown[] = []> = Tens["length"] extends 30
  ? false
  : Text extends `${infer _0}${infer _1}${infer _2}${infer _3}${infer _4}${infer _5}${infer _6}${infer _7}${infer _8}${infer _9}${infer Rest}`
    ? IsPrintedWhole<Rest, [...Tens, unknown]>
    : true;

/**
 * Those of the carried contracts that none of the accepted ones takes: of another type, or of the same type with data
 * that the accepting side would refuse. What counts is what travels, the input of both schemas.
 */
export type Unaccepted<Carried extends AnyContract, Accepts extends AnyContract> = Carried extends Accepts
  ? never
  : Carried extends Contract<infer Type, infer _Data, infer Input>
    ? Input extends InputOf<Extract<Accepts, Contract<Type>>>
      ? never
      : Carried
    : never;

/** What a contract's events carry on the wire; for none, nothing can be assigned to it. */
type InputOf<C> = C extends Contract<string, infer _Data, infer Input> ? Input : never;

type WithoutType<C extends AnyContract, Types extends string> = C extends { readonly type: Types } ? never : C;

/** `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`, `'a', 'b', 'c' and 17 more`; `any type` where the types are unknown. */
export type Names<Types extends string> = string extends Types
  ? "any type"
  : Listed<Types> extends readonly [infer A extends string, ...infer Rest]
    ? Rest extends readonly []
      ? `'${A}'`
      : Rest extends readonly [infer B extends string]
        ? `'${A}' and '${B}'`
        : Rest extends readonly [infer B extends string, infer C extends string]
          ? `'${A}', '${B}' and '${C}'`
          : Rest extends readonly [infer B extends string, infer C extends string, ...infer More]
            ? `'${A}', '${B}', '${C}' and ${More["length"]} more`
            : never
    : "nothing";

/** `'a'`, or `'a' and 19 more`: shorter than {@link Names}, so that the whole sentence is printed. */
type FirstName<Types extends string> = string extends Types
  ? "any type"
  : Listed<Types> extends readonly [infer A extends string, ...infer Rest]
    ? Rest extends readonly []
      ? `'${A}'`
      : `'${A}' and ${Rest["length"]} more`
    : "nothing";

/** A union as a tuple, in the compiler's own order. Only ever computed for a message. */
type Listed<Union, Seen extends readonly unknown[] = []> = [Union] extends [never]
  ? Seen
  : LastOf<Union> extends infer Last
    ? Listed<Exclude<Union, Last>, [Last, ...Seen]>
    : never;

type LastOf<Union> = (Union extends unknown ? (member: () => Union) => void : never) extends (
  member: infer Members,
) => void
  ? Members extends () => infer Last
    ? Last
    : never
  : never;
