import * as z from 'zod';
import type { AzureAction, AzureRequest, Refusal } from '../model/azure';
import { idKey, nameOf } from '../model/arm-id';
import { sha256 } from '../model/canonical';
import { oneLine } from '../model/one-line';
import { text } from '../model/text';
import { taggedMachines, type TaggedMachines } from '../observations/tagged-machines';
import { virtualMachines } from '../observations/virtual-machines';
import { sweepCard } from './sweep-card';
import { show } from './card-publisher';
import type { Look } from './discovery';
import { subscriptionOf } from './watched';
import { askList } from './ask-list';
import type { Dependencies } from './dependencies';
import { hiddenBy, tellOfHidden } from './unseen';

/** So many ports of one VM at most: whoever may write tags must not be able to have Azure asked without end. */
const mostPorts = 8;

const Ports = z
  .string()
  .transform((value) => value.split(',').map((port) => port.trim()))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^\d{1,5}$/)
          .transform(Number)
          .pipe(z.int().min(1).max(65535)),
      )
      .min(1)
      .max(mostPorts),
  )
  .transform((ports) => [...new Set(ports)]);

/** The ports that a tag names; `undefined` where it cannot be read. Pure. */
export const portsIn = (value: string): readonly number[] | undefined => Ports.safeParse(value).data;

interface Unreadable {
  readonly id: string;
  readonly value: string;
}

/**
 * Finds the VMs with the policy's tag, and keeps them for the alerts that come until the next sweep. People are told, once, which tags
 * cannot be read, and where VMs cannot be seen; there, what was found before still counts.
 */
export async function sweepTags(sweptAt: string, deps: Dependencies): Promise<void> {
  const { policy, store } = deps;
  if (!policy.discover) return;
  const { tag } = policy.discover;
  const { machines, looks } = await machinesIn(policy.subscriptions, tag, deps);
  const bearing = machines.flatMap(({ id, tags }) => {
    const value = Object.entries(tags).find(([name]) => name.toLowerCase() === tag.toLowerCase())?.[1];
    return value === undefined ? [] : [{ id, value, ports: portsIn(value) }];
  });
  const blind = new Set<string>();
  for (const look of looks) {
    const scope = `/subscriptions/${look.place}`;
    const refusal = await hiddenBy(scope, look, deps, rights);
    if (refusal) blind.add(look.place.toLowerCase());
    await tellOfHidden(scope, refusal, sweptAt, deps, called(tag));
  }
  const before = (await store.taggedVms()).filter(({ id }) => blind.has(subscriptionOf(id)));
  const readable = bearing.flatMap(({ id, ports }) => (ports ? [{ id, ports: [...ports] }] : []));
  await store.keepTaggedVms([...readable, ...before]);
  const unreadable = bearing.filter(({ ports }) => !ports);
  await tellOfUnreadable(tag, unreadable, sweptAt, deps);
}

const rights: readonly AzureAction[] = taggedMachines.permissions;

const called = (tag: string) => text(`VMs with the tag ${tag}`, `태그 ${tag}이(가) 있는 VM`);

async function machinesIn(
  subscriptions: readonly string[],
  tag: string,
  { azure, log }: Pick<Dependencies, 'azure' | 'log'>,
): Promise<{ readonly machines: TaggedMachines; readonly looks: readonly Look[] }> {
  const ask = async (request: AzureRequest): Promise<TaggedMachines | Refusal> => {
    const answer = await askList(azure, request);
    return answer.kind === 'refused' ? answer.refusal : taggedMachines.answer.parse(answer.body);
  };
  const lookIn = (place: string, found: TaggedMachines | Refusal): Look => {
    if ('kind' in found) return { place, kind: 'refused', refusal: found };
    return { place, kind: found.some(({ id }) => subscriptionOf(id) === place.toLowerCase()) ? 'listed' : 'empty' };
  };
  const all = await ask(taggedMachines.request({ subscriptions, tag }));
  if (!('kind' in all)) return { machines: all, looks: subscriptions.map((place) => lookIn(place, all)) };
  log('Resource Graph did not answer; each subscription is listed instead', { code: all.code });
  const machines: TaggedMachines[number][] = [];
  const looks: Look[] = [];
  for (const subscription of subscriptions) {
    const found = await ask(virtualMachines.request({ subscription }));
    looks.push(lookIn(subscription, found));
    if (!('kind' in found)) machines.push(...found);
  }
  return { machines, looks };
}

/** Tells people, once, which tags cannot be read: again only when they are others. */
async function tellOfUnreadable(
  tag: string,
  unreadable: readonly Unreadable[],
  sweptAt: string,
  deps: Dependencies,
): Promise<void> {
  const { store, log } = deps;
  const subject = `tag ${tag}`;
  if (unreadable.length === 0) return store.noteHindrance(subject, undefined);
  const what = sha256(JSON.stringify(unreadable.map(({ id, value }) => [idKey(id), value]).toSorted()));
  if ((await store.hindrance(subject)) === what) return;
  log('Tags could not be read', { vms: unreadable.length });
  const told = await show(deps, undefined, sweepCard(cardOf(tag, unreadable), sweptAt, deps.policy));
  if (told.kind === 'heard') await store.noteHindrance(subject, what);
}

/** So many are named on the card. */
const mostNamed = 10;

function cardOf(tag: string, unreadable: readonly Unreadable[]) {
  const id = unreadable[0]?.id ?? '';
  return {
    resource: { name: nameOf(id), id },
    broken: text(
      `The tag ${tag} of ${unreadable.length} VM(s) cannot be read`,
      `VM ${unreadable.length}대의 태그 ${tag}을(를) 읽을 수 없음`,
    ),
    shownBy: unreadable.slice(0, mostNamed).map(({ id: vm, value }) => {
      const told = `${nameOf(vm)}: “${oneLine(value, 60)}”`;
      return text(told, told);
    }),
    because: text(
      `The value is one TCP port, or up to ${mostPorts} with commas between them, such as 443 or 22, 443. Until it is, these VMs are not watched by their tag.`,
      `값은 TCP 포트 하나 또는 쉼표로 구분한 최대 ${mostPorts}개입니다(예: 443 또는 22, 443). 고칠 때까지 이 VM들은 태그로 감시되지 않습니다.`,
    ),
  };
}
