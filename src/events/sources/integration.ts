import type { Contract } from "../contract.ts";
import { checkEventName, type Naming, sourceEvent, type SourceEventOptions } from "./source-event.ts";

/** What an IntegrationSource connects to. */
export type IntegrationEventName = "timer" | "aws-s3" | "aws-sqs" | "aws-ddb-streams";

/** Every {@link IntegrationEventName}. */
export const INTEGRATION_EVENTS: readonly IntegrationEventName[] = ["timer", "aws-s3", "aws-sqs", "aws-ddb-streams"];

const PREFIXES = { current: "dev.knative.eventing", legacy: "dev.knative.connector.event" } as const;

/** The CloudEvents type of an IntegrationSource's events. */
export type IntegrationType<
  Name extends IntegrationEventName = IntegrationEventName,
  Names extends Naming = "current",
> = `${(typeof PREFIXES)[Names]}.${Name}`;

/** What {@link integrationEvent} may be told. */
export interface IntegrationEventOptions<Input, Data, Names extends Naming = Naming>
  extends SourceEventOptions<Input, Data> {
  /**
   * `legacy` for connector images built before 28 November 2024, whose types begin with `dev.knative.connector.event`.
   * A filter on the wrong one lets nothing through.
   *
   * @default "current"
   */
  readonly naming?: Names;
}

/**
 * The contract of an IntegrationSource's events: `integrationEvent("aws-sqs")` is `dev.knative.eventing.aws-sqs`
 * (eventing.md §7.1, sources.md §7.2).
 *
 * @throws {@link AuthoringError} `unknown-event-name`
 */
export function integrationEvent<
  const Name extends IntegrationEventName,
  Data = unknown,
  Input = Data,
  const Names extends Naming = "current",
>(
  name: Name,
  options: IntegrationEventOptions<Input, Data, Names> = {},
): Contract<IntegrationType<Name, Names>, Data, Input> {
  checkEventName(name, INTEGRATION_EVENTS, "An IntegrationSource");
  const { naming = "current", ...rest } = options;
  const type = `${PREFIXES[naming]}.${name}` as IntegrationType<Name, Names>;
  return sourceEvent(type, rest, { source: `${type}-source`, subject: `${name}-source` });
}
