import { startTeams } from '../simulation/teams';
import type { RunningTeams } from '../simulation/teams/contract';
import { text } from '../model/text';
import type { ShadowReport } from '../report/shadow';
import { teamsReporter } from './reporter';

const place = { appId: '11111111-1111-4111-8111-111111111111', tenantId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' };
const channel = { id: '19:approvals@thread.tacv2', name: 'Network approvals' };
const group = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network';
const report: ShadowReport = {
  timeZone: 'UTC',
  from: '2026-11-16T00:00:00.000Z',
  to: '2026-11-23T00:00:00.000Z',
  fixes: [
    {
      target: { kind: 'gateway', id: `${group}/applicationGateways/agw-shop` },
      incidents: ['i1'],
      cause: 'appgw/infrastructure-ports-blocked',
      blamed: `${group}/networkSecurityGroups/nsg/securityRules/deny`,
      fix: 'allow-inbound',
      effect: text('Add a rule.', '규칙을 추가합니다.'),
      proof: [],
      firstAt: '2026-11-17T00:00:00.000Z',
      lastAt: '2026-11-17T00:00:00.000Z',
      afterwards: { kind: 'unknown' },
      instead: [],
    },
  ],
};

let teams: RunningTeams;
beforeAll(async () => {
  const team = { id: '19:team@thread.tacv2', name: 'Cloud Operations' };
  teams = await startTeams({
    ...place,
    botEndpoint: () => 'http://127.0.0.1:9/',
    team,
    channel,
    people: [],
    language: 'ko',
  });
});
afterAll(() => teams.close());

const reporter = () =>
  teamsReporter({
    ...place,
    channelId: channel.id,
    serviceUrl: teams.serviceUrl,
    now: () => 0,
    token: () => Promise.resolve('t'),
  });

test('a report is a thread of its own, without buttons', async () => {
  await reporter()(report, 'ko');
  const [posted] = teams.messages();
  expect(posted?.summary).toContain('1건');
  expect(JSON.stringify(posted?.card)).toContain('agw-shop: 네트워크 보안 그룹에 허용 규칙 추가');
  expect(teams.questions()).toEqual([]);
});

test('a channel that cannot be reached says so', async () => {
  teams.failNext(403);
  await expect(reporter()(report, 'en')).rejects.toMatchObject({ code: 'TEAMS_FORBIDDEN' });
});
