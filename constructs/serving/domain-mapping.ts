import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { Addressable, DestinationSpec, ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { referenceFrom } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import type { NameRule } from "../core/names.ts";
import { DomainMappingObject } from "../generated/index.ts";

/** Properties for {@link DomainMapping}. */
export interface DomainMappingProps {
  /** The domain itself, such as `shop.example.com`: two labels or more, not one of the cluster's own (serving.md DM-1). */
  readonly domain: string;
  /**
   * What is reached there: a {@link KnativeService}, a {@link Route}, or whatever else has an address without a path in
   * the same namespace. A Broker has a path, and cannot be (serving.md DM-3).
   */
  readonly to: { readonly ref: ObjectReference };
  /**
   * A Secret of the same namespace with a certificate for the domain (`tls.crt`, `tls.key`).
   *
   * @default - none: plain HTTP, or the cluster's own certificates where it makes them
   */
  readonly tlsSecret?: string;
  /**
   * Namespace, labels and annotations; the name is the domain.
   *
   * @default - the chart's namespace
   */
  readonly metadata?: Omit<ApiObjectMetadata, "name">;
}

/**
 * Makes a Knative Service reachable at a domain of one's own. The domain must be claimed by its namespace, with a
 * `ClusterDomainClaim` of that name, unless the cluster makes claims itself (serving.md §3.11, DM-4).
 */
export class DomainMapping extends Construct implements Addressable {
  /** The object itself, for patches: `mapping.object.addJsonPatch(…)`. */
  public readonly object: DomainMappingObject;

  /** @throws {@link AuthoringError} `invalid-name`, `other-namespace` */
  public constructor(scope: Construct, id: string, props: DomainMappingProps) {
    super(scope, id);
    adopt(this, new.target);
    const { domain, to, tlsSecret, metadata } = props;
    const namespace = namespaceIn(scope, metadata);
    const ref = referenceFrom(namespace, to.ref);
    if (ref.namespace !== undefined && namespace !== undefined)
      refuseNamespace(ref.namespace, namespace, this.node.path);
    const object = new DomainMappingObject(this, MAIN, {
      metadata: { ...metadata, name: domain },
      spec: { ref, ...(tlsSecret === undefined ? {} : { tls: { secretName: tlsSecret } }) },
    });
    this.object = named(object, DOMAIN);
  }

  /** Names the DomainMapping from another object. */
  public get ref(): ObjectReference {
    const { name, metadata } = this.object;
    const { namespace } = metadata;
    return { ...DomainMappingObject.GVK, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /** The DomainMapping as a sink or subscriber. */
  public get destination(): DestinationSpec {
    return { ref: this.ref };
  }
}

const DOMAIN: NameRule = {
  allows: (name) =>
    name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/.test(name),
  words: "a domain of two labels or more, in small letters, such as shop.example.com, in the prop `domain`",
  source: "knative/serving.md DM-1",
};

function refuseNamespace(target: string, own: string, construct: string): never {
  throw new AuthoringError({
    code: "other-namespace",
    at: { construct },
    field: "spec.ref.namespace",
    message: `A DomainMapping in ${JSON.stringify(own)} cannot lead to ${JSON.stringify(target)}: both are in one namespace.`,
    mend: `Write metadata: { namespace: ${JSON.stringify(target)} }.`,
    source: "knative/serving.md DM-2",
  });
}
