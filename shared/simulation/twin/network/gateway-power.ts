import { properties, type ArmResource } from '../walk/arm';
import type { Resource } from '../../scenarios/schema';
import type { Model, Reply } from '../provider';

export const isRunning = (gateway: ArmResource): boolean =>
  (properties<{ operationalState: string }>(gateway).operationalState ?? 'Running') === 'Running';

/** REST: Application Gateways - Start. */
export const startGateway = (model: Model, gateway: Resource): Reply => change(model, gateway, 'Starting', 'Running');

/** REST: Application Gateways - Stop. A stopped gateway answers nobody. */
export const stopGateway = (model: Model, gateway: Resource): Reply => change(model, gateway, 'Stopping', 'Stopped');

function change(model: Model, gateway: Resource, passing: string, final: 'Running' | 'Stopped'): Reply {
  const become = (operationalState: string) => {
    const now = model.get(gateway.id) ?? gateway;
    model.put({ ...now, properties: { ...now.properties, operationalState } });
  };
  const before = properties<{ operationalState: string }>(gateway).operationalState ?? 'Running';
  if (before === final) return { kind: 'now', status: 200, effect: 'read' };
  become(passing);
  model.gateways.of(gateway.id).provisioning = 'Updating';
  const settle = (operationalState: string, provisioning: 'Succeeded' | 'Failed') => {
    become(operationalState);
    model.gateways.of(gateway.id).provisioning = provisioning;
  };
  return {
    kind: 'later',
    ms: model.times.gatewayPower,
    final: 'both',
    complete: () => {
      settle(final, 'Succeeded');
      if (final === 'Running') model.gateways.restarted(gateway.id);
      return { status: 200 };
    },
    abandon: () => settle(before, 'Failed'),
  };
}
