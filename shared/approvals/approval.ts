import { sha256 } from '../model/canonical';

/** `id` is the person's Entra object id; the name is only for people to read. */
export interface Approver {
  readonly id: string;
  readonly name: string;
}

export type Decision = 'approve' | 'reject';
/** What somebody set out to do about a question. */
export type Attempt = Decision | 'mute';

/** One plan put to named people. `until` is ISO 8601 UTC; silence until then means no. */
export interface Approval {
  /** What people answer with: four letters and digits that cannot be mistaken for each other. */
  readonly code: string;
  readonly planHash: string;
  readonly approvers: readonly Approver[];
  /** Two different ones of them must approve; otherwise one. */
  readonly people?: 2;
  /** Who asked for it, and is not one of the two. */
  readonly requestedBy?: string;
  readonly until: string;
  /** Where nobody has answered by then (ISO 8601 UTC), these are asked besides. */
  readonly later?: { readonly at: string; readonly approvers: readonly Approver[] };
}

/** Whether somebody is one of these people. The id decides, in whatever case. */
export const isAmong = (people: readonly Pick<Approver, 'id'>[], { id }: Pick<Approver, 'id'>): boolean =>
  people.some((person) => person.id.toLowerCase() === id.toLowerCase());

/** Somebody under the name that these people are known by: what Teams calls them, they may have chosen themselves. */
export const knownAmong = (people: readonly Approver[], by: Approver): Approver => ({
  id: by.id,
  name: people.find((person) => isAmong([person], by))?.name ?? by.name,
});

/** Whether so many have approved as must. `approvedBy` holds each person once. */
export const isApproved = ({ people }: Pick<Approval, 'people'>, approvedBy: readonly Approver[]): boolean =>
  approvedBy.length >= (people ?? 1);

const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** How often a code is drawn at most. A million codes for a few open questions: even two draws are rare. */
const mostDraws = 64;

/**
 * The short code of a plan in an incident: always the same for the same two, and the first that is drawn for them unless other
 * questions that are open have it (`taken`).
 */
export function shortCode(incident: string, planHash: string, taken: readonly string[] = []): string {
  for (let draw = 0; draw < mostDraws; draw++) {
    const code = drawn(incident, planHash, draw);
    if (!taken.includes(code)) return code;
  }
  throw new Error('Every code is taken.');
}

/** Whether a code is one that could be drawn for this plan. */
export function isCodeOf(code: string, incident: string, planHash: string): boolean {
  for (let draw = 0; draw < mostDraws; draw++) if (drawn(incident, planHash, draw) === code) return true;
  return false;
}

function drawn(incident: string, planHash: string, draw: number): string {
  const digest = sha256(`${incident} ${planHash}${draw === 0 ? '' : ` ${draw}`}`);
  return [0, 4, 8, 12].map((at) => alphabet[Number.parseInt(digest.slice(at, at + 4), 16) % alphabet.length]).join('');
}
