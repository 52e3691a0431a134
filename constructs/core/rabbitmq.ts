/** Where a RabbitMQ is: a RabbitmqCluster of the operator by name, or any by a Secret that says how to connect. */
export type RabbitmqClusterReference =
  | {
      /** The RabbitmqCluster's name. */
      readonly name: string;
      /** Its namespace. @default - that of the object that refers to it */
      readonly namespace?: string;
      readonly connectionSecret?: undefined;
    }
  | {
      /** The name of a Secret with the keys `uri`, `username`, `password` and, if it is not 5672, `port`. */
      readonly connectionSecret: string;
      /** Its namespace. @default - that of the object that refers to it */
      readonly namespace?: string;
      readonly name?: undefined;
    };

/** The reference as manifests write it. */
export function rabbitmqCluster({ name, connectionSecret, namespace }: RabbitmqClusterReference) {
  return {
    ...(connectionSecret === undefined ? { name } : { connectionSecret: { name: connectionSecret } }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
