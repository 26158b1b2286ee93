import type { Approver } from './approval';

/** Whether a caller may come in. `because` is for the caller, and holds nothing of the token. */
export type Admission =
  | { readonly kind: 'admitted'; readonly by: Approver }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 503; readonly code: string; readonly because: string };

/** The answer to a caller who may not come in. */
export const turnedAway = ({ status, code, because }: Extract<Admission, { kind: 'refused' }>) => ({
  status,
  jsonBody: { code, message: because },
});
