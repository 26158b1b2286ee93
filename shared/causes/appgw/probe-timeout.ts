import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { FixRequest } from '../../model/plan';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import type { Probe } from '../../observations/gateway-backends';
import { askLonger, type Longer } from './longer-probe';
import { failingBy, probeUrl, verdictOn, type Failing } from './probing';

/** A backend takes longer to answer its probe than the probe waits. */
export const probeTimeout: Cause<GatewayTarget> = {
  id: 'appgw/probe-timeout',
  explains: ['backend-unhealthy'],
  order: 230,
  title: text('A backend answers its health probe too late', '백 엔드가 상태 프로브에 너무 늦게 응답함'),
  source: source('appgw-backend-health', 'Backend server timeout'),
  judge: (see, target) => {
    const late = failingBy(see, target, 'timeout');
    const probe = onlyProbe(late);
    const longer: Longer = probe ? askLonger(see, target, probe) : { kind: 'untried' };
    return verdictOn(
      late,
      text('No health probe waited in vain for an answer.', '응답을 기다리다 실패한 상태 프로브가 없습니다.'),
      ({ probing, servers: [server] }, where) => {
        const { settings, timeout } = probing;
        const url = probeUrl(probing, server);
        const command = `curl -sk -o /dev/null -w '%{time_total} s' ${shellWord(url)}`;
        return {
          blamed: probing.probe?.id ?? settings.id,
          because: joinText(
            text(
              `${where}: ${url} did not answer within ${timeout} s.`,
              `${where}: ${url}이(가) ${timeout}초 안에 응답하지 않았습니다.`,
            ),
            ...seenOf(longer),
          ),
          fixes: probe ? fixesFor(target, probe, longer) : [],
          advice: joinText(
            text(
              `Measure from a VM in the network how long the answer takes: ${command}. Where it should be faster, look at the application and what it waits for.`,
              `네트워크 안의 VM에서 응답 시간을 측정하세요: ${command}. 더 빨라야 한다면 애플리케이션과 그 종속성을 확인하세요.`,
            ),
            probing.probe
              ? text(
                  `Where it may take that long, raise the timeout of probe ${nameOf(probing.probe.id)} above it.`,
                  `그만큼 걸려도 된다면 프로브 ${nameOf(probing.probe.id)}의 제한 시간을 그보다 크게 설정하세요.`,
                )
              : text(
                  `Where it may take that long, setting ${nameOf(settings.id)} needs a custom probe with a longer timeout: the default one cannot be changed.`,
                  `그만큼 걸려도 된다면 설정 ${nameOf(settings.id)}에 제한 시간이 더 긴 사용자 지정 프로브가 필요합니다. 기본 프로브는 변경할 수 없습니다.`,
                ),
          ),
        };
      },
    );
  },
};

/** The custom probe that all of them use. To mend one of several would not be enough. */
function onlyProbe(late: readonly Failing[]): Probe | undefined {
  const [first, ...others] = late.map(({ probing }) => probing.probe);
  return others.every((probe) => probe === first) ? first : undefined;
}

const fixesFor = (target: GatewayTarget, probe: Probe, longer: Longer): readonly FixRequest[] =>
  longer.kind === 'passes'
    ? [{ fix: 'raise-probe-timeout', gateway: target.id, probe: probe.name, timeout: longer.timeout }]
    : [];

/** What was seen of the probe when it waited longer. */
function seenOf(longer: Longer): readonly Text[] {
  switch (longer.kind) {
    case 'passes':
      return [
        text(
          `Asked once for up to ${longer.timeout} s, all its servers pass.`,
          `최대 ${longer.timeout}초까지 기다려 한 번 확인하면 모든 서버가 통과합니다.`,
        ),
      ];
    case 'fails':
      return [
        text(
          `Asked once for up to ${longer.timeout} s, ${longer.address} does not pass either: ${longer.log}`,
          `최대 ${longer.timeout}초까지 기다려 한 번 확인해도 ${longer.address}이(가) 통과하지 못합니다: ${longer.log}`,
        ),
      ];
    case 'untold':
      return [
        text(
          'Whether they pass when they are waited for longer could not be tried (getBackendHealthOnDemand).',
          '더 오래 기다리면 통과하는지 시험할 수 없었습니다(getBackendHealthOnDemand).',
        ),
      ];
    case 'untried':
      return [];
  }
}
