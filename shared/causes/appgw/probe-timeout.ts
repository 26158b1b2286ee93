import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { ProbeTrial } from '../../model/probe-field';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text } from '../../model/text';
import { failingBy, probeUrl, verdictOn } from './probing';
import { proposed, type Asking } from './proposed-probe';

/** A backend takes longer to answer its probe than the probe waits. */
export const probeTimeout: Cause<GatewayTarget> = {
  id: 'appgw/probe-timeout',
  explains: ['backend-unhealthy'],
  order: 230,
  title: text('A backend answers its health probe too late', '백 엔드가 상태 프로브에 너무 늦게 응답함'),
  source: source('appgw-backend-health', 'Backend server timeout'),
  judge: (see, target) => {
    const late = failingBy(see, target, 'timeout');
    const { seen, fixes, byHand } = proposed(see, target, late, (asking) => [longer(asking)]);
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
            seen,
          ),
          fixes,
          advice: joinText(
            byHand,
            text(
              `Measure from a VM in the network how long the answer takes (${command}). Where it should be faster, look at the application and what it waits for.`,
              `네트워크 안의 VM에서 응답 시간을 측정하세요(${command}). 더 빨라야 한다면 애플리케이션과 그 종속성을 확인하세요.`,
            ),
            probing.probe
              ? text(
                  `Where it may take that long, raise the timeout of probe ${nameOf(probing.probe.id)} above it.`,
                  `그만큼 걸려도 된다면 프로브 ${nameOf(probing.probe.id)}의 제한 시간을 그보다 크게 설정하세요.`,
                )
              : text(
                  `Where it may take that long, setting ${nameOf(settings.id)} needs a custom probe with a longer timeout.`,
                  `그만큼 걸려도 된다면 설정 ${nameOf(settings.id)}에 제한 시간이 더 긴 사용자 지정 프로브가 필요합니다.`,
                ),
          ),
        };
      },
    );
  },
};

/** What Azure's own probe waits, and as long as anybody is asked to wait, in seconds: a server that hangs is noticed so much later. */
const USUAL = 30;
const LONGEST = 120;

/** Twice as long: a server that needs more is not a little slow. */
function longer({ once: { timeout } }: Asking): readonly ProbeTrial[] {
  const to = Math.min(Math.max(2 * timeout, USUAL), LONGEST);
  return to > timeout ? [{ field: 'timeout', to }] : [];
}
