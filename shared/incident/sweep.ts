import { z } from 'zod';
import { targetKey } from '../model/target';
import { presenceOf } from './assess';
import type { Message } from './message';
import { kindOf, sourcesOf } from './take';
import type { World } from './world';

type Probe = Extract<Message, { kind: 'probe' }>;

const Gateways = z.object({ value: z.array(z.object({ id: z.string() })) });

/** Asks for a look at every gateway that the policy has watched. Alerts do not fire when backend health is Unknown, so gateways are looked at by the clock. */
export async function sweep({ azure, policy, store, now, log }: World): Promise<void> {
  const sweptAt = new Date(now()).toISOString();
  for (const subscription of policy.subscriptions) {
    const answer = await azure.listApplicationGateways(subscription);
    if (answer.kind !== 'answered') {
      log('A subscription could not be swept; the next sweep tries again', {
        subscription,
        code: answer.kind === 'refused' ? answer.refusal.code : answer.kind,
      });
      continue;
    }
    for (const { id } of Gateways.parse(answer.body).value)
      await store.send({ kind: 'probe', target: { kind: 'gateway', id }, sweptAt }, now());
  }
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
  const answer = operation ? await world.azure.poll(operation) : await kind.observe(sourcesOf(world), request.params);
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
