/**
 * One request that changes Azure, as data. A plan lists exactly the changes that people approve, and exactly these are
 * sent: nothing is worked out between the approval and the request.
 */
export type Change =
  | { kind: 'put-security-rule'; networkSecurityGroup: string; name: string; rule: SecurityRuleProperties }
  /** `rule`: what Reconnect made it. One that somebody has changed since is theirs, and stays. */
  | { kind: 'delete-security-rule'; networkSecurityGroup: string; name: string; rule: SecurityRuleProperties }
  | { kind: 'put-vm-extension'; vm: string; name: string; extension: VmExtension }
  | { kind: 'run-command'; vm: string; script: readonly string[]; leaves: string }
  | { kind: 'restart-vm'; vm: string }
  | { kind: 'redeploy-vm'; vm: string };

export type ChangeKind = Change['kind'];
export type ChangeOf<K extends ChangeKind> = Extract<Change, { kind: K }>;

/** The writable properties of a security rule, as ARM names them. */
export interface SecurityRuleProperties {
  readonly description: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly protocol: 'Tcp' | 'Udp' | 'Icmp' | 'Esp' | 'Ah' | '*';
  readonly priority: number;
  readonly sourceAddressPrefix: string;
  readonly sourcePortRange: string;
  readonly destinationAddressPrefix: string;
  readonly destinationPortRange: string;
}

/** A VM extension to install or run again. Azure never returns `protectedSettings`. */
export interface VmExtension {
  readonly location: string;
  readonly publisher: string;
  readonly type: string;
  readonly typeHandlerVersion: string;
  readonly forceUpdateTag: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly protectedSettings: Readonly<Record<string, unknown>>;
}
