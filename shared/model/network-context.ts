/** What is known about addresses around a network security group. */
export interface NetworkContext {
  /**
   * The prefixes that the tag `VirtualNetwork` stands for for certain: the virtual network's own and those of its peers.
   */
  readonly virtualNetwork: readonly string[];
  /** Addresses of which nobody knows whether the tag holds them: those on premises, and those that routes name. */
  readonly perhapsVirtualNetwork?: readonly string[];
  /** The application security groups of addresses that are looked at. Any other address may belong to any group. */
  readonly memberships?: readonly Membership[];
}

/** Addresses (or prefixes), and the ids of all application security groups that they belong to. */
export interface Membership {
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
}
