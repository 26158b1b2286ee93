import { targetKey } from '../model/target';
import { presenceOf } from './assess';
import { discover } from './discovery';
import type { Message } from './message';
import { observe, sourcesOf } from './observe';
import { kindOf } from './take';
import type { World } from './world';

type Probe = Extract<Message, { kind: 'probe' }>;

/** Asks for a look at every target. Alerts do not fire when backend health is Unknown, so gateways are looked at by the clock. */
export async function sweep(world: World): Promise<void> {
  const { store, now, log } = world;
  const sweptAt = new Date(now()).toISOString();
  const { targets, subscriptions, managementGroups } = await discover(world);
  for (const look of [...subscriptions, ...managementGroups])
    if (look.kind === 'refused')
      log('A subscription or management group could not be swept; the next sweep tries again', {
        place: look.place,
        code: look.refusal.code,
      });
  for (const target of targets) await store.send({ kind: 'probe', target, sweptAt }, now());
}

/**
 * Looks at a target once, and raises a signal when something is wrong with it. What Azure answers slowly is waited for by a
 * delayed message; what Azure refuses is left to the next sweep.
 */
export async function probe(message: Probe, world: World): Promise<void> {
  const { target, sweptAt, operation } = message;
  const looked = presenceOf([], target);
  const [request] = looked.kind === 'needs' ? looked.observations : [];
  if (!request) return;
  const kind = kindOf(request);
  const answer = operation ? await world.azure.poll(operation) : await observe(sourcesOf(world), kind, request.params);
  if (answer.kind === 'pending')
    return world.store.send({ ...message, operation: answer.operation }, world.now() + answer.pollAfterMs);
  if (answer.kind === 'refused') {
    world.log('A target could not be looked at; the next sweep tries again', {
      target: target.id,
      code: answer.refusal.code,
    });
    return;
  }
  const observation = {
    ...request,
    at: new Date(world.now()).toISOString(),
    outcome: { kind: 'answered', answer: kind.answer.parse(answer.body) },
  } as const;
  const seen = presenceOf([observation], target);
  if (seen.kind === 'seen' && seen.presence.kind === 'present')
    await world.store.receive({ kind: 'sweep', id: `sweep ${sweptAt} ${targetKey(target)}`, at: sweptAt, target });
}
