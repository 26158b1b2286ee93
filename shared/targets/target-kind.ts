import type { Policy } from '../model/policy';
import type { AzureObservation, ObservationKind, See } from '../model/observation';
import type { RegressionProbe } from '../model/regression-probe';
import type { Station } from '../model/station';
import type { EndpointTarget, Target, VmTarget } from '../model/target';
import type { Text } from '../model/text';

/** Who connects, and to which port; or what must be reached. */
export type Connection = Pick<VmTarget, 'port' | 'from' | 'through'> | Pick<EndpointTarget, 'to' | 'latencyMs'>;

/** How the resources of a type are found. */
export interface Discovered {
  /** What people call them. */
  readonly called: Text;
  /** Those of a subscription, where Resource Graph does not answer. */
  readonly list: AzureObservation<{ subscription: string }>;
}

/** One kind of target: all that Reconnect knows of it beyond its symptoms and causes. One file each in `targets/`. Pure. */
export interface TargetKind<T extends Target = Target> {
  readonly kind: T['kind'];
  /** Equal for equal expectations of equal resources: one incident at a time may be open for a key. */
  key(target: T): string;
  /** Azure's type of its resource. */
  readonly resourceType: string;
  /** What is expected of a resource of the type (an id), where that need not be said or the connection is. */
  expected(id: string, connection?: Connection): readonly T[];
  /** Set where every resource of the type is watched, whether or not the policy lists it. */
  readonly discovered?: Discovered;
  /** The way of its traffic as far as the evidence shows it: what comes after each other, and in each place what is beside each other. */
  stations(see: See, target: T): readonly (readonly Station[])[];
  /** From where it was tried, and what each showed: a line each, by the evidence alone. */
  triedFrom?(see: See, target: T): readonly Text[];
  /** The host by which logs know it, where it is one. */
  host(target: T): string | undefined;
  /** What a look at one in good health asks. */
  readonly asked: readonly Pick<ObservationKind, 'cost'>[];
  tags(see: See, target: T): Readonly<Record<string, string>>;
  /** The Application Gateways (ids) whose users may notice when it is changed: itself, or those that it serves behind. */
  gateways(see: See, target: T, policy: Pick<Policy, 'subscriptions'>): readonly string[];
  /** Connections of its own that a network change may break. */
  probes(see: See, target: T): readonly RegressionProbe[];
  /** Why nobody could tell after a fix whether it helped, if so. */
  notVerifiable(see: See, target: T): Text | undefined;
}
