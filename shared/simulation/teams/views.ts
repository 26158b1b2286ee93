import { stationKinds } from '../../model/station';
import { text } from '../../model/text';
import type { IncidentView, Question, Status } from '../../cards/view';

/** A plan to let Azure's health probes reach a gateway, as people are asked about it. */
export const question: Question = {
  code: 'A1B2',
  planHash: 'f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f',
  requests: [
    {
      line: 'PUT /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-gateway/securityRules/reconnect-in-7f3a',
      values: [
        'properties.access: Allow',
        'properties.priority: 100',
        'properties.sourceAddressPrefix: GatewayManager',
        'properties.destinationPortRange: 65200-65535',
      ],
    },
  ],
  title: text('Allow the gateway’s own ports', '게이트웨이 관리 포트 허용'),
  risk: 'low',
  effect: text(
    'Adds one inbound rule to nsg-gateway that allows TCP 65200-65535 from the service tag GatewayManager.',
    'nsg-gateway에 서비스 태그 GatewayManager의 TCP 65200-65535를 허용하는 인바운드 규칙 하나를 추가합니다.',
  ),
  proof: [
    text(
      'With the rule, GatewayManager reaches 65200-65535; nothing else changes.',
      '규칙을 추가하면 GatewayManager가 65200-65535에 도달하고, 그 밖에는 바뀌지 않습니다.',
    ),
    text('No lock and no policy stands in the way.', '잠금이나 정책이 막고 있지 않습니다.'),
  ],
  guards: [
    { title: text('Changes are switched on', '변경이 허용됨') },
    { title: text('Nobody else is working on it', '다른 작업이 진행 중이 아님') },
  ],
  opens: [
    {
      direction: 'Inbound',
      protocol: 'Tcp',
      source: 'GatewayManager',
      sourcePorts: '*',
      destination: '*',
      destinationPorts: '65200-65535',
    },
  ],
  closes: [],
  losses: [],
  undoable: text(
    'Reconnect undoes it by itself if the connection does not come back.',
    '연결이 돌아오지 않으면 Reconnect가 스스로 되돌립니다.',
  ),
  ifNothing: text('The gateway keeps answering 502 to everybody.', '게이트웨이가 모든 요청에 계속 502로 답합니다.'),
  approvers: ['Min-ji Kim', 'Sam Rivera'],
  people: 1,
  approvedBy: [],
  until: '2026-11-21T02:19:00.000Z',
  source: {
    document: 'Troubleshoot backend health issues in Application Gateway',
    section: 'Backend health status: Unknown',
    link: 'https://learn.microsoft.com/azure/application-gateway/application-gateway-backend-health-troubleshooting',
  },
};

/** The same for a fix that costs something. */
export const costly: Question = {
  ...question,
  code: 'K7QM',
  planHash: 'aa11bb22cc33dd44ee55ff6600112233aa11bb22cc33dd44ee55ff6600112233',
  title: text('Redeploy the VM', 'VM 다시 배포'),
  risk: 'high',
  effect: text('Moves vm-web-2 to another Azure host.', 'vm-web-2를 다른 Azure 호스트로 옮깁니다.'),
  opens: [],
  losses: [
    text('Everything on the temporary disk.', '임시 디스크의 모든 데이터.'),
    text('About five minutes during which the VM is down.', '약 5분 동안 VM이 중단됩니다.'),
  ],
  undoable: text('It cannot be undone.', '되돌릴 수 없습니다.'),
};

export const viewWith = (status: Status): IncidentView => ({
  incident: '20261121-agw-prod-7f3a',
  openedAt: '2026-11-21T01:49:07.000Z',
  timeZone: 'UTC',
  resource: {
    name: 'agw-prod',
    id: '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-web/providers/Microsoft.Network/applicationGateways/agw-prod',
  },
  broken: text('The health of all backends of agw-prod is unknown', 'agw-prod의 모든 백엔드 상태를 알 수 없습니다'),
  shownBy: [
    text(
      'The rule deny-all-inbound of nsg-gateway blocks TCP 65200-65535 from GatewayManager.',
      'nsg-gateway의 규칙 deny-all-inbound가 GatewayManager의 TCP 65200-65535를 막고 있습니다.',
    ),
    text('Azure reports 4 of 4 servers as Unknown.', 'Azure가 서버 4대 모두를 Unknown으로 보고합니다.'),
  ],
  blamed: 'nsg-gateway/deny-all-inbound',
  path: [
    [{ what: stationKinds.rules, name: 'nsg-gateway', state: 'blamed' }],
    [{ what: stationKinds.gateway, name: 'agw-prod', state: 'unwell' }],
    ['vm-web-1', 'vm-web-2', 'vm-web-3', 'vm-web-4'].map((name) => ({
      what: stationKinds.backend,
      name,
      state: 'passed',
    })),
  ],
  otherCauses: [
    {
      kind: 'excluded',
      because: text('The gateway is running.', '게이트웨이가 실행 중입니다.'),
      causes: [text('The gateway is stopped', '게이트웨이가 중지됨')],
    },
    {
      kind: 'skipped',
      because: text(
        'Reconnect lacks Microsoft.Network/routeTables/read.',
        'Reconnect에 Microsoft.Network/routeTables/read 권한이 없습니다.',
      ),
      causes: [text('A route leads astray', '경로가 잘못 이어짐')],
    },
  ],
  status,
  history: [
    {
      at: '2026-11-21T01:49:07.000Z',
      text: text('The alert agw-unhealthy arrived.', '경고 agw-unhealthy가 도착했습니다.'),
    },
    { at: '2026-11-21T01:49:31.000Z', text: text('The cause was found.', '원인을 찾았습니다.') },
  ],
});

export const asking = viewWith({ kind: 'asking', question });
