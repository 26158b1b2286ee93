import { text, type Text } from '../model/text';
import { applicationGateway, type ApplicationGateway } from '../observations/application-gateway';
import type { ChangeHandling } from './change-kind';
import { onGateway, stateOf } from './gateway-power';

/** Stops a gateway. Azure: POST applicationGateways/stop. */
export const stopGateway: ChangeHandling<'stop-gateway'> = {
  ...onGateway('stop', 'Stopped'),
  kind: 'stop-gateway',
  takesDown: ({ gateway }) => [gateway],
  losses(see, { gateway: id }) {
    const gateway = see(applicationGateway, { id });
    return [
      text(
        `Everything that goes through ${gateway.name}: all its listeners answer nobody from the stop until it is started again, which takes minutes each.`,
        `${gateway.name}을(를) 지나는 모든 트래픽: 중지부터 다시 시작될 때까지 모든 수신기가 응답하지 않으며, 각각 몇 분이 걸립니다.`,
      ),
      addressOf(gateway),
    ];
  },
  undo: ({ gateway }) => ({ kind: 'start-gateway', gateway }),
  ready(see, { gateway: id }) {
    const gateway = see(applicationGateway, { id });
    const state = stateOf(gateway);
    // Whoever has stopped it meanwhile may want it so.
    if (state === 'Running' && /^succeeded$/i.test(gateway.provisioningState)) return { kind: 'ready' };
    return {
      kind: 'not-ready',
      because: text(
        `${gateway.name} is ${state} and its last update ${gateway.provisioningState}.`,
        `${gateway.name}의 상태는 ${state}, 마지막 업데이트 상태는 ${gateway.provisioningState}입니다.`,
      ),
    };
  },
};

/** Azure: Application Gateway FAQ, "Does the IP or DNS name change over the lifetime of the application gateway?". */
const addressOf = ({ name, generation }: ApplicationGateway): Text =>
  generation === 'v1'
    ? text(
        `Perhaps the public address of ${name}: on v1 it can change with a stop and a start. Its DNS name stays.`,
        `${name}의 공용 주소가 바뀔 수 있음: v1에서는 중지 후 시작하면 바뀔 수 있습니다. DNS 이름은 유지됩니다.`,
      )
    : text(
        'Connections that are open. The addresses of the gateway stay.',
        '열려 있는 연결. 게이트웨이의 주소는 유지됩니다.',
      );
