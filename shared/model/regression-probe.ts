/** A connection that worked just before a network change, and must still work after it. */
export type RegressionProbe =
  | { readonly kind: 'connection'; readonly from: string; readonly to: string; readonly port: number }
  | { readonly kind: 'backend'; readonly gateway: string; readonly address: string };
