import type { ChangeOf } from '../model/change';
import { sure } from '../model/known';
import type { See } from '../model/observation';
import { text } from '../model/text';
import { applicationGateway, type ApplicationGateway } from '../observations/application-gateway';
import { act } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling, Landing } from './change-kind';

type GatewayPower = ChangeOf<'stop-gateway' | 'start-gateway'>;

/** What holds for stopping a whole gateway and for starting it. Azure: POST applicationGateways/stop, applicationGateways/start. */
export const onGateway = (action: 'stop' | 'start', becomes: 'Stopped' | 'Running') =>
  ({
    resource: ({ gateway }: GatewayPower) => gateway,
    request: ({ gateway }: GatewayPower) => act('Microsoft.Network/applicationGateways', gateway, action),
    byHand: ({ gateway }: GatewayPower) => az(`network application-gateway ${action}`, within('name', gateway)),
    permissions: [
      `Microsoft.Network/applicationGateways/${action}/action`,
      'Microsoft.Network/applicationGateways/read',
      'Microsoft.Network/locations/operations/read',
      'Microsoft.Network/locations/operationResults/read',
    ],
    inspect: (see: See, { gateway: id }: GatewayPower): Landing => landing(see(applicationGateway, { id }), becomes),
  }) satisfies Partial<ChangeHandling<GatewayPower['kind']>>;

/**
 * Whether a gateway has come to this state. Its state alone tells: what is looked into is minutes old, a gateway takes longer
 * to stop or to start, and whoever else did the same to it has done what was approved.
 */
function landing(gateway: ApplicationGateway, becomes: 'Stopped' | 'Running'): Landing {
  const state = stateOf(gateway);
  if (state === 'Starting' || state === 'Stopping' || isBusy(gateway)) return 'unsettled';
  return state === becomes ? 'landed' : 'absent';
}

/** @throws Unsure of a state that nobody knows. */
export const stateOf = ({ name, operationalState }: ApplicationGateway) =>
  sure(operationalState, text(`The operational state of ${name}`, `${name}의 작동 상태`));

const isBusy = ({ provisioningState }: ApplicationGateway): boolean => /^updating$/i.test(provisioningState);
