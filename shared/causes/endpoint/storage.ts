import { armId, nameOf, parentId, sameId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import { source } from '../../model/documents';
import type { Cause, Found, Verdict } from '../../model/judgement';
import { sure } from '../../model/known';
import type { See } from '../../model/observation';
import { together, Unsure } from '../../model/see';
import type { EndpointTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { isPrivate } from '../../network/prefix';
import { storageAccountRules, type StorageAccountRules } from '../../observations/storage-account-rules';
import { subnet, type Subnet } from '../../observations/subnet';
import { addressOfEndpoint, answersOtherwise, calledOf } from '../../topology/endpoints';
import { entrance } from '../../topology/paths';
import { notLinked, zoneFor } from './names';

// Why a storage account refuses a VM that connects to it: what it lets in, and by which address the VM comes. It refuses only what is asked
// over a connection, so a plain one shows nothing of it. Azure: "Azure Storage firewall rules", "Use private endpoints for Azure Storage".

/** The services of an account, in all of Azure's clouds. Websites, and accounts in DNS zones, have the zone in their names. */
const HOST =
  /^([a-z\d]{3,24})(?:-secondary)?(?:\.z\d+)?\.(?:blob|file|queue|table|dfs|web)\.(?:storage\.azure\.net|core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn))$/i;

const accountNamed = ({ to }: EndpointTarget): string | undefined => HOST.exec(to.address)?.[1];

/** Why the account refuses the VM. `other`: nothing of this. */
type Refusal =
  | { readonly kind: 'private-endpoint-bypassed'; readonly told: ReturnType<typeof notLinked> }
  | { readonly kind: 'storage-closed' }
  | { readonly kind: 'service-endpoint-missing'; readonly home: Subnet }
  | { readonly kind: 'subnet-not-allowed'; readonly home: Subnet }
  | { readonly kind: 'other'; readonly because: Text };

interface Refused {
  readonly refusal: Refusal;
  readonly account?: StorageAccountRules;
}

const other = (because: Text): Refused => ({ refusal: { kind: 'other', because } });

/**
 * Why the account refuses the VM.
 *
 * @throws CannotSee, Unsure where that cannot be told
 */
export function refusalOf(see: See, target: EndpointTarget): Refused {
  const name = accountNamed(target);
  if (name === undefined) return other(text('The endpoint is no storage account.', '대상이 스토리지 계정이 아닙니다.'));
  if (!answersOtherwise(see, target))
    return other(
      text(
        'It is not that a connection works and is answered otherwise.',
        '연결은 되지만 다르게 응답하는 상황이 아닙니다.',
      ),
    );
  const address = addressOfEndpoint(see, target);
  if (isPrivate(address))
    return other(
      text(
        `The VM comes by a private endpoint (${address}), to which the account’s network rules do not apply.`,
        `VM이 프라이빗 엔드포인트(${address})로 연결하므로 계정의 네트워크 규칙이 적용되지 않습니다.`,
      ),
    );
  const account = accountOf(see, target, name);
  return { refusal: refusedBy(see, target, account), account };
}

function accountOf(see: See, { id }: EndpointTarget, name: string): StorageAccountRules {
  const { subscription } = armId(id);
  const account = see(storageAccountRules, { subscription }).accounts.find((each) => sameId(each.name, name));
  if (account) return account;
  throw new Unsure(
    text(
      `The storage account ${name} is not seen in the VM’s subscription.`,
      `VM의 구독에서 스토리지 계정 ${name}을(를) 볼 수 없습니다.`,
    ),
  );
}

function refusedBy(see: See, target: EndpointTarget, account: StorageAccountRules): Refusal {
  const [access, otherwise] = [
    sure(
      account.publicAccess,
      text(`The public network access of ${account.name}`, `${account.name}의 공용 네트워크 액세스`),
    ),
    sure(account.otherwise, text(`The default action of ${account.name}`, `${account.name}의 기본 동작`)),
  ];
  if (access === 'SecuredByPerimeter')
    throw new Unsure(
      text(
        `${account.name} is secured by a network security perimeter, which Reconnect does not judge.`,
        `${account.name}은(는) 네트워크 보안 경계로 보호되며 Reconnect가 판단하지 않습니다.`,
      ),
    );
  if (access === 'Enabled' && otherwise === 'Allow')
    return {
      kind: 'other',
      because: text(`${account.name} lets everybody in.`, `${account.name}은(는) 모든 연결을 허용합니다.`),
    };
  const [home, zone] = together(
    () => see(subnet, { id: entrance(see, { id: target.id }).subnet }),
    () => (account.privateEndpoints.length > 0 ? zoneFor(see, target) : undefined),
  );
  if (zone?.kind === 'not-linked') return { kind: 'private-endpoint-bypassed', told: notLinked(see, target, zone) };
  if (access === 'Disabled') return { kind: 'storage-closed' };
  const isNamed = account.subnets.some((id) => sameId(id, home.id));
  const comesAsItself = home.serviceEndpoints?.some((service) => /^Microsoft\.Storage(?:\.Global)?$/i.test(service));
  if (isNamed && comesAsItself)
    return {
      kind: 'other',
      because: text(
        `${account.name} lets ${nameOf(home.id)} in.`,
        `${account.name}은(는) ${nameOf(home.id)}을(를) 허용합니다.`,
      ),
    };
  // By which public address the VM comes, and whether rules for addresses apply to it, is not told.
  if (account.addresses.length > 0)
    throw new Unsure(
      text(
        `${account.name} lets in some public addresses (${account.addresses.join(', ')}). Whether the VM comes by one of them is not told.`,
        `${account.name}은(는) 일부 공용 주소(${account.addresses.join(', ')})를 허용합니다. VM이 그 주소로 연결하는지는 알 수 없습니다.`,
      ),
    );
  return isNamed ? { kind: 'service-endpoint-missing', home } : { kind: 'subnet-not-allowed', home };
}

/** Lets a subnet come to the account as itself. */
const giveServiceEndpoint = ({ id, serviceEndpoints = [] }: Subnet): string =>
  az('network vnet subnet update', {
    ...within('vnet-name', parentId(id)),
    name: nameOf(id),
    // The command replaces what there is.
    'service-endpoints': [...serviceEndpoints, 'Microsoft.Storage'],
  });

interface Explanation<K extends Refusal['kind']> {
  readonly id: K;
  readonly order: number;
  readonly title: Text;
  readonly found: (
    refusal: Extract<Refusal, { kind: K }>,
    account: StorageAccountRules,
    called: string,
  ) => Omit<Found, 'kind' | 'fixes'>;
}

const cause = <K extends Exclude<Refusal['kind'], 'other'>>({
  id,
  order,
  title,
  found,
}: Explanation<K>): Cause<EndpointTarget> => ({
  id: `endpoint/${id}`,
  explains: ['endpoint-unreachable'],
  concerns: (target) => accountNamed(target) !== undefined && target.to.protocol !== 'Tcp',
  order,
  title,
  source: source('connectivity', 'Check connectivity to a storage endpoint'),
  judge: (see, target): Verdict => {
    const { refusal, account } = refusalOf(see, target);
    const is = (each: Refusal): each is Extract<Refusal, { kind: K }> => each.kind === id;
    if (is(refusal) && account) return { kind: 'found', fixes: [], ...found(refusal, account, calledOf(target.to)) };
    return {
      kind: 'excluded',
      because:
        refusal.kind === 'other'
          ? refusal.because
          : text('The account refuses it for another reason.', '계정이 다른 이유로 거부합니다.'),
    };
  },
});

const refuses = ({ name }: StorageAccountRules, called: string): Text =>
  text(
    `A connection to ${called} works, and the storage account ${name} refuses what is asked over it:`,
    `${called}에 연결은 되지만 스토리지 계정 ${name}이(가) 요청을 거부합니다:`,
  );

/** Every reason for which a storage account refuses a VM. */
export const storage: readonly Cause<EndpointTarget>[] = [
  cause({
    id: 'private-endpoint-bypassed',
    order: 420,
    title: text(
      'The storage account has a private endpoint, and the VM does not find it',
      '스토리지 계정에 프라이빗 엔드포인트가 있지만 VM이 찾지 못함',
    ),
    found: ({ told }, account, called) => ({
      ...told,
      because: joinText(
        refuses(account, called),
        text(
          'it comes to the public address, and not by the private endpoint.',
          '프라이빗 엔드포인트가 아니라 공용 주소로 연결합니다.',
        ),
        told.because,
      ),
    }),
  }),
  cause({
    id: 'storage-closed',
    order: 421,
    title: text('The storage account is closed to public networks', '스토리지 계정의 공용 네트워크 액세스가 꺼져 있음'),
    found: (_, account, called) => ({
      blamed: account.id,
      because: joinText(
        refuses(account, called),
        text('public network access is disabled.', '공용 네트워크 액세스가 사용 안 함으로 설정되어 있습니다.'),
        ...(account.privateEndpoints.length > 0
          ? [
              text(
                'It has a private endpoint, and the VM does not come by it: its DNS gives the public address.',
                '프라이빗 엔드포인트가 있지만 VM의 DNS가 공용 주소를 알려 주어 그것으로 연결하지 않습니다.',
              ),
            ]
          : []),
      ),
      advice: text(
        `Give the VM’s network a private endpoint of the account and link its zone, or open the account to chosen networks: ${az('storage account update', { ...within('name', account.id), 'public-network-access': 'Enabled', 'default-action': 'Deny' })}`,
        `VM의 네트워크에 계정의 프라이빗 엔드포인트를 만들고 영역을 연결하거나, 선택한 네트워크에만 계정을 여세요: ${az('storage account update', { ...within('name', account.id), 'public-network-access': 'Enabled', 'default-action': 'Deny' })}`,
      ),
    }),
  }),
  cause({
    id: 'service-endpoint-missing',
    order: 422,
    title: text(
      'The VM’s subnet lacks the service endpoint by which the storage account knows it',
      'VM의 서브넷에 스토리지 계정이 식별할 서비스 엔드포인트가 없음',
    ),
    found: ({ home }, account, called) => ({
      blamed: home.id,
      because: joinText(
        refuses(account, called),
        text(
          `it lets ${nameOf(home.id)} in, but that subnet has no service endpoint for storage, so the VM comes by a public address.`,
          `${nameOf(home.id)}을(를) 허용하지만 서브넷에 스토리지용 서비스 엔드포인트가 없어 VM이 공용 주소로 연결합니다.`,
        ),
      ),
      advice: text(
        `Give it one. Connections of the subnet to storage that are open then break: ${giveServiceEndpoint(home)}`,
        `추가하세요. 그때 열려 있는 서브넷의 스토리지 연결은 끊깁니다: ${giveServiceEndpoint(home)}`,
      ),
    }),
  }),
  cause({
    id: 'subnet-not-allowed',
    order: 423,
    title: text('The storage account does not let the VM’s subnet in', '스토리지 계정이 VM의 서브넷을 허용하지 않음'),
    found: ({ home }, account, called) => {
      const add = az('storage account network-rule add', {
        ...within('account-name', account.id),
        subnet: home.id,
      });
      const isThere = home.serviceEndpoints?.some((service) => /^Microsoft\.Storage/i.test(service));
      const commands = isThere ? add : `${giveServiceEndpoint(home)} && ${add}`;
      return {
        blamed: account.id,
        because: joinText(
          refuses(account, called),
          text(
            `its default action is Deny, and no rule lets ${nameOf(home.id)} in.`,
            `기본 동작이 Deny이고 ${nameOf(home.id)}을(를) 허용하는 규칙이 없습니다.`,
          ),
        ),
        advice: text(
          `Where the VM may use the account, let its subnet in: ${commands}`,
          `VM이 계정을 사용해도 된다면 서브넷을 허용하세요: ${commands}`,
        ),
      };
    },
  }),
];
