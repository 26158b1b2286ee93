import { names } from '../guards/rbac';
import { nameOf } from '../model/arm-id';
import type { AzureAction, Refusal } from '../model/azure';
import { text, type Text } from '../model/text';
import { observerPermissions } from '../observations/observer-permissions';
import { discovered } from '../targets';
import { sweepCard } from './sweep-card';
import type { Look } from './discovery';
import { askList } from './ask-list';
import { isPassing } from './gather';
import { show } from './card-publisher';
import type { Dependencies } from './dependencies';

/** Why what is looked for in a subscription cannot be seen, if so. That there is none is believed where the rights to read it are proven. */
export async function hiddenBy(
  scope: string,
  look: Look,
  deps: Dependencies,
  rights: readonly AzureAction[] = discovered.flatMap(({ list }) => list.permissions),
): Promise<Refusal | undefined> {
  if (look.kind === 'listed') return undefined;
  if (look.kind === 'refused') return look.refusal;
  const answer = await askList(deps.azure, observerPermissions.request({ scope }));
  if (answer.kind === 'refused') return answer.refusal;
  const { allows } = observerPermissions.answer.parse(answer.body);
  const action = rights.find((each) => !names(allows, each));
  return action && { kind: 'forbidden', action, code: 'EMPTY_LIST', message: 'Azure lists none there.' };
}

/** What the sweep finds by itself, in words. */
const gateways = text(
  discovered.map((each) => each.called.en).join(' and '),
  discovered.map((each) => each.called.ko).join(', '),
);

/** The same for the same trouble: the action that is missing, or else Azure's code. */
const whatIs = (refusal: Refusal): string => (refusal.kind === 'forbidden' ? refusal.action : refusal.code);

/**
 * Tells people, once, why what is `called` so cannot be seen at a scope: again only when the reason is another one, or was over in
 * between. It is noted after they were told, so a crash in between tells them twice, and never not at all.
 */
export async function tellOfHidden(
  scope: string,
  refusal: Refusal | undefined,
  sweptAt: string,
  deps: Dependencies,
  called = gateways,
): Promise<void> {
  const { store, log } = deps;
  const subject = called === gateways ? scope : `${scope} ${called.en}`;
  if (!refusal) return store.noteHindrance(subject, undefined);
  log('What the sweep looks for at a scope could not be seen; the next sweep tries again', {
    scope,
    what: called.en,
    code: refusal.code,
  });
  const what = whatIs(refusal);
  if (isPassing(refusal) || (await store.hindrance(subject)) === what) return;
  const told = await show(deps, undefined, sweepCard(cardOf(scope, refusal, called), sweptAt, deps.policy));
  if (told.kind === 'heard') await store.noteHindrance(subject, what);
}

const cardOf = (scope: string, refusal: Refusal, called: Text) => ({
  resource: { name: nameOf(scope), id: scope },
  broken: text(
    `The ${called.en} in ${nameOf(scope)} cannot be seen`,
    `${nameOf(scope)}의 ${called.ko}을(를) 볼 수 없음`,
  ),
  shownBy: [text(`${refusal.code}: ${refusal.message}`, `${refusal.code}: ${refusal.message}`)],
  because: remedy(scope, refusal),
});

const remedy = (scope: string, refusal: Refusal): Text =>
  refusal.kind === 'forbidden'
    ? text(
        `The identity with which Reconnect looks lacks ${refusal.action} at ${scope}. Assign it the role "Reconnect observer" there (infra/roles/observer.json). Until then the sweep misses them.`,
        `Reconnect가 조회에 쓰는 ID에 ${scope}의 ${refusal.action} 권한이 없습니다. 해당 범위에서 이 ID에 "Reconnect observer" 역할(infra/roles/observer.json)을 할당하세요. 그때까지 점검에서 빠집니다.`,
      )
    : text(
        `Azure refuses to list them. Check that ${scope} exists and that the identity with which Reconnect looks can read it, or take it out of the policy. Until then the sweep misses them.`,
        `Azure가 목록 조회를 거부합니다. ${scope}이(가) 있고 Reconnect가 조회에 쓰는 ID가 읽을 수 있는지 확인하거나 정책에서 빼세요. 그때까지 점검에서 빠집니다.`,
      );
