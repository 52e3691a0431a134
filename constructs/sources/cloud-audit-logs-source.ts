import type { Construct } from "constructs";
import { type Contract, auditLogEvent, type AuditLogType } from "../../src/events/index.ts";
import { MAIN, named } from "../core/kube-object.ts";
import { OBJECT_NAME } from "../core/names.ts";
import { CloudAuditLogsSourceObject } from "../generated/index.ts";
import { type GoogleSourceProps, googleSpec } from "./google-source.ts";
import { checkClaims, emitting, SourceBase } from "./source-base.ts";

/** The contract of what a CloudAuditLogsSource sends. Made by `auditLogEvent`. */
export type AuditLogContract = Contract<AuditLogType>;

/** Properties for {@link CloudAuditLogsSource}. */
export interface CloudAuditLogsSourceProps<C extends AuditLogContract = AuditLogContract> extends GoogleSourceProps {
  /** The service whose log is read: `storage.googleapis.com`. */
  readonly serviceName: string;
  /** The method whose calls are told: `storage.objects.create`. */
  readonly methodName: string;
  /** The resource that was called upon. @default - any */
  readonly resourceName?: string;
  /**
   * The contract of what it sends, made by `auditLogEvent({ data })`.
   *
   * @default - `auditLogEvent()`
   */
  readonly event?: C;
}

/**
 * Sends the entries of Google's audit logs as `google.cloud.audit.log.v1.written` (sources.md §10).
 *
 * @deprecated knative-gcp is unmaintained since 2022 (sources.md §0). Use an Eventarc trigger, which sends
 * the same events.
 */
export class CloudAuditLogsSource<C extends AuditLogContract = AuditLogContract> extends SourceBase<C> {
  public readonly object: CloudAuditLogsSourceObject;
  public readonly emits: readonly C[];

  /** @throws {@link AuthoringError} `invalid-name`, `impossible-emission`, `invalid-extension-name` */
  public constructor(scope: Construct, id: string, props: CloudAuditLogsSourceProps<C>) {
    super(scope, id);
    const { serviceName, methodName, resourceName, event } = props;
    const construct = this.node.path;
    checkClaims(
      { kind: "CloudAuditLogsSource", construct, declareBy: "auditLogEvent()" },
      event === undefined ? [] : [event],
      [auditLogEvent().type],
    );
    this.emits = [event ?? (auditLogEvent() as AuditLogContract as C)];
    const object = new CloudAuditLogsSourceObject(this, MAIN, {
      metadata: emitting(props, this.emits),
      spec: {
        serviceName,
        methodName,
        ...(resourceName === undefined ? {} : { resourceName }),
        ...googleSpec(props),
        ...this.sourceSpec(props),
      },
    });
    this.object = named(object, OBJECT_NAME);
    if (props.sink !== undefined) this.sinkTo(props.sink);
  }
}
