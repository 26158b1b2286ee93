import type { Policy } from '../config/policy';
import type { Plan } from './plan';
import type { See } from './observation';
import type { Target } from './target';
import type { Text } from './text';

export interface GuardContext {
  readonly target: Target;
  readonly policy: Policy;
}

/** A rule that can stop a plan before anyone is asked, and again before it is applied. One file each in `guards/`. Pure. A guard that cannot see what it needs blocks. */
export interface Guard {
  readonly id: string;
  readonly check: (
    see: See,
    plan: Plan,
    context: GuardContext,
  ) => { readonly kind: 'pass' } | { readonly kind: 'block'; readonly because: Text };
}
