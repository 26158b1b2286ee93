import type { Verdict } from '../../model/judgement';
import { text } from '../../model/text';
import type { ApplicationGateway } from '../../observations/application-gateway';

/**
 * What was found to cut Azure's management off from a gateway, where that gateway is managed over the Internet: a private
 * one needs neither its ports nor a default route, and nothing tells for sure which it is.
 */
export function unlessInside({ managedBy, name }: ApplicationGateway, verdict: Verdict): Verdict {
  if (verdict.kind !== 'found' || managedBy === 'internet') return verdict;
  return {
    kind: 'uncertain',
    because: text(
      `${verdict.because.en} But ${name} may be a private deployment, which needs neither the management ports nor a default route to the Internet.`,
      `${verdict.because.ko} 그러나 ${name}은(는) 관리 포트도 인터넷 기본 경로도 필요 없는 프라이빗 배포일 수 있습니다.`,
    ),
  };
}
