import type { Refusal } from '../model/azure';
import { targetKey } from '../model/target';
import { presenceOf } from './assess';
import { discover } from './discovery';
import type { Message } from './message';
import { observe, sourcesOf } from './observe';
import { kindOf } from './take';
import { hiddenBy, tellOfHidden, whatIs } from './unseen';
import type { World } from './world';

type Probe = Extract<Message, { kind: 'probe' }>;

/**
 * Asks for a look at every target. Alerts do not fire when backend health is Unknown, so gateways are looked at by the clock.
 * People are told where gateways cannot be seen.
 */
export async function sweep(world: World): Promise<void> {
  const { store, now } = world;
  const sweptAt = new Date(now()).toISOString();
  const { targets, subscriptions, managementGroups } = await discover(world);
  for (const target of targets) await store.send({ kind: 'probe', target, sweptAt }, now());
  for (const look of subscriptions) {
    const scope = `/subscriptions/${look.place}`;
    await tellOfHidden(scope, await hiddenBy(scope, look, world), sweptAt, world);
  }
  for (const look of managementGroups) {
    const scope = `/providers/Microsoft.Management/managementGroups/${look.place}`;
    await tellOfHidden(scope, look.kind === 'refused' ? look.refusal : undefined, sweptAt, world);
  }
}

/**
 * Looks at a target once, and raises a signal when something is wrong with it, or when it must not be looked at. What Azure
 * answers slowly is waited for by a delayed message; a refusal that passes is left to the next sweep.
 */
export async function probe(message: Probe, world: World): Promise<void> {
  const { target, sweptAt, operation } = message;
  const { store, now } = world;
  const raise = (at: string) => store.receive({ kind: 'sweep', id: `sweep ${at} ${targetKey(target)}`, at, target });
  const looked = presenceOf([], target);
  const [request] = looked.kind === 'needs' ? looked.observations : [];
  if (!request) return;
  const kind = kindOf(request);
  const answer = operation ? await world.azure.poll(operation) : await observe(sourcesOf(world), kind, request.params);
  if (answer.kind === 'pending')
    return store.send({ ...message, operation: answer.operation }, now() + answer.pollAfterMs);
  if (answer.kind === 'refused') {
    const { refusal } = answer;
    world.log('A target could not be looked at; the next sweep tries again', { target: target.id, code: refusal.code });
    // A target that is gone needs no sweep, and an operation that failed may succeed the next time.
    if (refusal.kind === 'forbidden' || refusal.kind === 'invalid') await raise(await since(message, refusal, world));
    return;
  }
  await store.noteHindrance(targetKey(target), undefined);
  const observation = {
    ...request,
    at: new Date(now()).toISOString(),
    outcome: { kind: 'answered', answer: kind.answer.parse(answer.body) },
  } as const;
  const seen = presenceOf([observation], target);
  if (seen.kind === 'seen' && seen.presence.kind === 'present') await raise(sweptAt);
}

/** The sweep that met this refusal first. It names the signal, so that a refusal that lasts is one signal, and a new one another. */
async function since({ target, sweptAt }: Probe, refusal: Refusal, { store }: World): Promise<string> {
  const what = whatIs(refusal);
  const noted = await store.hindrance(targetKey(target));
  if (noted?.what === what) return noted.since;
  await store.noteHindrance(targetKey(target), { what, since: sweptAt });
  return sweptAt;
}
