import type { ChangeHandling } from './change-kind';
import { onGateway } from './gateway-power';

/** Starts a gateway that was stopped. Azure: POST applicationGateways/start. */
export const startGateway: ChangeHandling<'start-gateway'> = {
  ...onGateway('start', 'Running'),
  kind: 'start-gateway',
  takesDown: () => [],
  losses: () => [],
};
