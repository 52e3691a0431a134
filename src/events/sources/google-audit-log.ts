import type { Contract } from "../contract.ts";
import { type Naming, sourceEvent, type SourceEventOptions } from "./source-event.ts";

const TYPES = { current: "google.cloud.audit.log.v1.written", legacy: "com.google.cloud.auditlog.event" } as const;

/** The CloudEvents type of an entry of the audit logs. */
export type AuditLogType<Names extends Naming = "current"> = (typeof TYPES)[Names];

/** What {@link auditLogEvent} may be told. */
export interface AuditLogEventOptions<Input, Data, Names extends Naming = Naming>
  extends SourceEventOptions<Input, Data> {
  /** `legacy` for knative-gcp until v0.15. @default "current" */
  readonly naming?: Names;
}

/**
 * The contract of an entry of Google's audit logs, from Eventarc or a CloudAuditLogsSource:
 * `google.cloud.audit.log.v1.written`, with the LogEntry as data (sources.md §10, §11).
 */
export function auditLogEvent<Data = unknown, Input = Data, const Names extends Naming = "current">(
  options: AuditLogEventOptions<Input, Data, Names> = {},
): Contract<AuditLogType<Names>, Data, Input> {
  const { naming = "current", ...rest } = options;
  return sourceEvent(TYPES[naming] as AuditLogType<Names>, rest, {
    source: "//cloudaudit.googleapis.com/projects/<project>/logs/<activity or data_access>",
    subject: "<serviceName>/<resourceName>",
    extensions: {
      servicename: "the service, such as `storage.googleapis.com`",
      methodname: "the method, such as `storage.objects.create`",
      resourcename: "the resource",
    },
  });
}
