import { Construct } from "constructs";
import { adopt } from "../core/adopt.ts";
import { checkName, SERVICE_NAME } from "../core/names.ts";

/**
 * One state of a Configuration that never changes again: its container and its settings. Knative makes revisions, nobody
 * writes them; a {@link Route} or a share of traffic names one (serving.md §1, REV-1).
 */
export class Revision extends Construct {
  /** Its name in its namespace, such as `orders-00003` or `orders-v2`. */
  public readonly name: string;

  private constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    adopt(this, new.target);
    checkName("Revision", name, SERVICE_NAME, this.node.path);
    this.name = name;
  }

  /**
   * A revision that exists in the cluster, or will: its Configuration's name, a dash, and a running number of five digits
   * or the name its template gives. No object is made.
   *
   * @param name - its whole name, such as `orders-00003`
   * @throws {@link AuthoringError} `invalid-name`
   */
  public static fromName(scope: Construct, id: string, name: string): Revision {
    return new Revision(scope, id, name);
  }
}
