/** A VM (an id) and the region where it is. */
export interface PlacedVm {
  readonly id: string;
  readonly location: string;
}

/** What was measured of VMs (ids, in any case) in the last minutes. */
export interface Measured {
  /** Those that were available all the time. */
  readonly available: readonly string[];
  /** Those whose agents were heard of. */
  readonly heartbeats: readonly string[];
  /** The ports to which connections were tried, and whether all succeeded. */
  readonly tests: readonly { readonly vm: string; readonly port: number; readonly passed: boolean }[];
}

/** What Azure measures of VMs all the time, without anybody asking each. */
export interface Monitor {
  /** Rejects where anything cannot be asked. */
  measure(vms: readonly PlacedVm[]): Promise<Measured>;
}
