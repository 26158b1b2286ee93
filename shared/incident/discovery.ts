import * as z from 'zod';
import type { Azure, AzureRequest, Refusal } from '../model/azure';
import type { Target } from '../model/target';
import { foundResources } from '../observations/found-resources';
import { discovered, expectedOf, targetKey } from '../targets';
import { askList } from './ask-list';
import type { Dependencies } from './dependencies';
import { isWatched, subscriptionOf } from './watched';

/**
 * What a look into a place came to. `empty` does not prove that nothing is there: Resource Graph, and now and then ARM too, leaves out in
 * silence what the caller may not read.
 */
export type Look = { readonly place: string } & (
  { readonly kind: 'listed' | 'empty' } | { readonly kind: 'refused'; readonly refusal: Refusal }
);

/** The targets there are, each once, and how the look into each subscription and management group of the policy (by id) went. */
export interface Discovered {
  readonly targets: readonly Target[];
  readonly subscriptions: readonly Look[];
  readonly managementGroups: readonly Look[];
}

interface Found {
  readonly look: Look;
  readonly ids: readonly string[];
}

const Listed = z.object({ value: z.array(z.object({ id: z.string() })) });

const types = discovered.map(({ resourceType }) => resourceType);

/**
 * What there is of every kind that is watched wherever it is, in what the policy watches, and the targets that it lists: of a VM only the
 * policy knows the port and who connects.
 *
 * Resource Graph is asked first: one question for all subscriptions, and it resolves management groups. It lags some minutes behind
 * Azure, so a new gateway may be found a sweep later, and a deleted one looked for once more. Where it does not answer, ARM lists each
 * subscription; management groups wait for the next sweep.
 */
export async function discover({
  azure,
  policy,
  log,
}: Pick<Dependencies, 'azure' | 'policy' | 'log'>): Promise<Discovered> {
  const subscriptions = await inSubscriptions(policy.subscriptions, { azure, log });
  const managementGroups = await inEach(azure, policy.managementGroups, (group) => [
    foundResources.request({ types, managementGroups: [group] }),
  ]);
  const targets: readonly Target[] = [
    ...[...subscriptions, ...managementGroups].flatMap(({ ids }) => ids).flatMap((id) => expectedOf(id)),
    ...policy.targets.filter(({ id }) => isWatched(id, policy)),
  ];
  return {
    targets: [...new Map(targets.map((target) => [targetKey(target), target])).values()],
    subscriptions: subscriptions.map(({ look }) => look),
    managementGroups: managementGroups.map(({ look }) => look),
  };
}

async function inSubscriptions(
  subscriptions: readonly string[],
  { azure, log }: Pick<Dependencies, 'azure' | 'log'>,
): Promise<readonly Found[]> {
  const answer = await askList(azure, foundResources.request({ types, subscriptions }));
  if (answer.kind === 'refused') {
    log('Resource Graph did not answer; each subscription is listed instead', { code: answer.refusal.code });
    return inEach(azure, subscriptions, (subscription) => discovered.map(({ list }) => list.request({ subscription })));
  }
  const ids = Map.groupBy(idsIn(answer.body), subscriptionOf);
  return subscriptions.map((subscription) => found(subscription, ids.get(subscription.toLowerCase())));
}

async function inEach(
  azure: Azure,
  places: readonly string[],
  questions: (place: string) => readonly AzureRequest[],
): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (const place of places) {
    const answers = await Promise.all(questions(place).map((question) => askList(azure, question)));
    const refused = answers.find((answer) => answer.kind === 'refused');
    const ids = answers.flatMap((answer) => (answer.kind === 'answered' ? idsIn(answer.body) : []));
    all.push(refused ? { look: { place, kind: 'refused', refusal: refused.refusal }, ids: [] } : found(place, ids));
  }
  return all;
}

const found = (place: string, ids: readonly string[] = []): Found => ({
  look: { place, kind: ids.length > 0 ? 'listed' : 'empty' },
  ids,
});

const idsIn = (body: unknown): readonly string[] => Listed.parse(body).value.map(({ id }) => id);
