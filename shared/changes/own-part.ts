import { nameOf } from '../model/arm-id';
import type { See } from '../model/observation';
import { text, type Text } from '../model/text';
import type { Landing, Readiness } from './change-kind';

/** A part of somebody's resource, such as a rule of a group, that Reconnect makes and deletes. */
interface Part<C extends { readonly name: string }, There> {
  /** What it is called: `rule`. */
  readonly called: Text;
  /** The id of the resource. */
  readonly of: (change: C) => string;
  /** The part of this name, as it is now. */
  readonly there: (see: See, change: C) => There | undefined;
  readonly isAsMade: (there: There, change: C) => boolean;
}

type Provisioned = { readonly provisioning?: string | undefined };

/** It is made where there is none of its name. */
export const making = <C extends { readonly name: string }, There extends Provisioned>(part: Part<C, There>) => ({
  ready(see: See, change: C): Readiness {
    if (!part.there(see, change)) return { kind: 'ready' };
    const { en, ko } = part.called;
    const of = nameOf(part.of(change));
    return {
      kind: 'not-ready',
      because: text(
        `Somebody else has made a ${en} ${change.name} in ${of} meanwhile.`,
        `그사이 다른 사람이 ${of}에 ${ko} ${change.name}을(를) 만들었습니다.`,
      ),
    };
  },
  inspect(see: See, change: C): Landing {
    const there = part.there(see, change);
    if (!there) return 'absent';
    if (!part.isAsMade(there, change) || there.provisioning === 'failed') return 'unknown';
    return there.provisioning === 'succeeded' ? 'landed' : 'unsettled';
  },
});

/** It is deleted while it is as it was made. */
export const deleting = <C extends { readonly name: string }, There>(part: Part<C, There>) => ({
  ready(see: See, change: C): Readiness {
    const there = part.there(see, change);
    if (!there || part.isAsMade(there, change)) return { kind: 'ready' };
    const { en, ko } = part.called;
    const of = nameOf(part.of(change));
    return {
      kind: 'not-ready',
      because: text(
        `Somebody has changed the ${en} ${change.name} in ${of} since Reconnect added it.`,
        `Reconnect가 추가한 뒤 다른 사람이 ${of}의 ${ko} ${change.name}을(를) 바꿨습니다.`,
      ),
    };
  },
  inspect: (see: See, change: C): Landing => (part.there(see, change) ? 'absent' : 'landed'),
});
