import { sha256 } from '../model/canonical';

/** `id` is the person's Entra object id; the name is only for people to read. */
export interface Approver {
  readonly id: string;
  readonly name: string;
}

export type Decision = 'approve' | 'reject';

/** One plan put to named people. `until` is ISO 8601 UTC; silence until then means no. */
export interface Approval {
  /** What people answer with: four letters and digits that cannot be mistaken for each other. */
  readonly code: string;
  readonly planHash: string;
  readonly approvers: readonly Approver[];
  readonly until: string;
}

const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** The short code of a plan in an incident: always the same for the same two. */
export function shortCode(incident: string, planHash: string): string {
  const digest = sha256(`${incident} ${planHash}`);
  return [0, 4, 8, 12].map((at) => alphabet[Number.parseInt(digest.slice(at, at + 4), 16) % alphabet.length]).join('');
}
