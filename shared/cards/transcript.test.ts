import { text } from '../model/text';
import { asking, costly, viewWith } from '../simulation/teams/views';
import { transcript } from './transcript';

test('an open question, in English', () => {
  expect(transcript(asking, 'en')).toMatchInlineSnapshot(`
   "● Waiting for your decision
   The health of all backends of agw-prod is unknown

     Resource: agw-prod  /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-web/providers/Microsoft.Network/applicationGateways/agw-prod
     To blame: nsg-gateway/deny-all-inbound
     Since: 2026-11-21 01:49 UTC
     Incident: 20261121-agw-prod-7f3a
     Path: ✗ nsg-gateway → ! agw-prod → vm-web-1, vm-web-2, vm-web-3, vm-web-4

   What shows it
     - The rule deny-all-inbound of nsg-gateway blocks TCP 65200-65535 from GatewayManager.
     - Azure reports 4 of 4 servers as Unknown.

   Fix
     - Allow the gateway’s own ports: Adds one inbound rule to nsg-gateway that allows TCP 65200-65535 from the service tag GatewayManager.
     Risk: Low
     Described in: Troubleshoot backend health issues in Application Gateway: Backend health status: Unknown  https://learn.microsoft.com/azure/application-gateway/application-gateway-backend-health-troubleshooting

   Newly opens
     - Inbound: TCP GatewayManager → *:65200-65535

   Checked before asking
     - With the rule, GatewayManager reaches 65200-65535; nothing else changes.
     - No lock and no policy stands in the way.

   Exact requests
     - PUT /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-gateway/securityRules/reconnect-in-7f3a  properties.access: Allow; properties.priority: 100; properties.sourceAddressPrefix: GatewayManager; properties.destinationPortRange: 65200-65535

     Guards passed: Changes are switched on · Nobody else is working on it
     Can it be undone? Reconnect undoes it by itself if the connection does not come back.
     If you do nothing: The gateway keeps answering 502 to everybody.
     Who may answer: Min-ji Kim, Sam Rivera
     Answer by: 2026-11-21 02:19 UTC
     Code: A1B2
     Or write: @Reconnect approve A1B2 / @Reconnect reject A1B2

   Could not be looked at
     - Reconnect lacks Microsoft.Network/routeTables/read. A route leads astray

   Ruled out
     - The gateway is running. The gateway is stopped

   What happened so far
     - 2026-11-21 01:49 UTC  The alert agw-unhealthy arrived.
     - 2026-11-21 01:49 UTC  The cause was found.
   "
  `);
});

test('one that two people must approve, of whom one has', () => {
  const half = { ...costly, people: 2, approvedBy: ['Lee'] } as const;
  const said = transcript(viewWith({ kind: 'asking', question: half }), 'en');
  expect(said).toContain('● Approved by Lee; a second approval is needed');
  expect(said).toContain('Approvals needed: two different people');
});

test('an open question that costs something, in Korean', () => {
  expect(transcript(viewWith({ kind: 'asking', question: costly }), 'ko')).toMatchInlineSnapshot(`
   "● 결정을 기다리고 있습니다
   agw-prod의 모든 백엔드 상태를 알 수 없습니다

     리소스: agw-prod  /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-web/providers/Microsoft.Network/applicationGateways/agw-prod
     원인 위치: nsg-gateway/deny-all-inbound
     시작 시각: 2026-11-21 01:49 UTC
     인시던트: 20261121-agw-prod-7f3a
     경로: ✗ nsg-gateway → ! agw-prod → vm-web-1, vm-web-2, vm-web-3, vm-web-4

   확인된 사실
     - nsg-gateway의 규칙 deny-all-inbound가 GatewayManager의 TCP 65200-65535를 막고 있습니다.
     - Azure가 서버 4대 모두를 Unknown으로 보고합니다.

   조치
     - VM 다시 배포: vm-web-2를 다른 Azure 호스트로 옮깁니다.
     위험도: 높음
     근거 문서: Troubleshoot backend health issues in Application Gateway: Backend health status: Unknown  https://learn.microsoft.com/azure/application-gateway/application-gateway-backend-health-troubleshooting

   새로 열리는 통신
     - 통신 허용 범위는 바뀌지 않습니다

   사라지는 것
     - 임시 디스크의 모든 데이터.
     - 약 5분 동안 VM이 중단됩니다.

   미리 확인한 사항
     - 규칙을 추가하면 GatewayManager가 65200-65535에 도달하고, 그 밖에는 바뀌지 않습니다.
     - 잠금이나 정책이 막고 있지 않습니다.

   정확한 요청
     - PUT /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-gateway/securityRules/reconnect-in-7f3a  properties.access: Allow; properties.priority: 100; properties.sourceAddressPrefix: GatewayManager; properties.destinationPortRange: 65200-65535

     통과한 보호 규칙: 변경이 허용됨 · 다른 작업이 진행 중이 아님
     되돌릴 수 있나요? 되돌릴 수 없습니다.
     아무것도 하지 않으면: 게이트웨이가 모든 요청에 계속 502로 답합니다.
     답할 수 있는 사람: Min-ji Kim, Sam Rivera
     응답 기한: 2026-11-21 02:19 UTC
     코드: K7QM
     글로도 답할 수 있습니다: @Reconnect 승인 K7QM / @Reconnect 거절 K7QM

   살펴보지 못한 것
     - Reconnect에 Microsoft.Network/routeTables/read 권한이 없습니다. 경로가 잘못 이어짐

   배제한 원인
     - 게이트웨이가 실행 중입니다. 게이트웨이가 중지됨

   지금까지 있었던 일
     - 2026-11-21 01:49 UTC  경고 agw-unhealthy가 도착했습니다.
     - 2026-11-21 01:49 UTC  원인을 찾았습니다.
   "
  `);
});

test('a closed incident offers nothing to answer', () => {
  const closed = viewWith({
    kind: 'closed',
    outcome: 'rejected',
    because: text('Sam Rivera said no.', 'Sam Rivera 님이 거절했습니다.'),
    question: costly,
  });
  const shown = transcript(closed, 'en');
  expect(shown).toContain('Sam Rivera said no.');
  expect(shown).not.toContain('approve K7QM');
});

test('a guard that stopped the plan is named, with its reason', () => {
  const stopped = viewWith({
    kind: 'closed',
    outcome: 'reported',
    because: text('Kim switched all changes off.', 'Kim님이 모든 변경을 중지했습니다.'),
    guard: text('“Changes are switched on” (kill-switch)', '“변경이 허용됨” (kill-switch)'),
  });
  const shown = transcript(stopped, 'en');
  expect(shown).toContain('Kim switched all changes off.');
  expect(shown).toContain('  Stopped by: “Changes are switched on” (kill-switch)\n');
});

test('names cannot send escape codes to the terminal or turn the text around', () => {
  const evil = 'vm\u001b[2J\u009b31m\u202etxt\r\nApproved';
  const shown = transcript(
    { ...asking, broken: text(evil, evil), blamed: evil, resource: { name: evil, id: evil } },
    'en',
  );
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(shown.split('\n').some((line) => line.startsWith('Approved'))).toBe(false);
});

test('a style marks text without changing it', () => {
  const marked = (left: string) => (value: string) => `<${left}>${value}</>`;
  const style = { strong: marked('b'), faint: marked('i'), good: marked('g'), warn: marked('w'), bad: marked('r') };
  const shown = transcript(viewWith({ kind: 'asking', question: costly }), 'en', style);
  expect(shown).toContain('<w>● Waiting for your decision</>');
  expect(shown).toContain('<r>Everything on the temporary disk.</>');
  expect(shown.replace(/<.?>|<\/>/g, '')).toBe(transcript(viewWith({ kind: 'asking', question: costly }), 'en'));
});
