import { parseArmId } from '../../model/arm-id';
import { notFound } from './arm/errors';
import type { Provider } from './provider';

const CURRENT = /^(.*)\/providers\/Microsoft\.ResourceHealth\/availabilityStatuses\/current$/i;

/** Microsoft.ResourceHealth: how Azure itself thinks a resource is doing. Available where the estate says nothing. */
export const resourceHealthProvider: Provider = {
  namespace: 'Microsoft.ResourceHealth',
  handle(call, model) {
    const id = CURRENT.exec(call.id)?.[1];
    if (call.method !== 'GET' || id === undefined || !parseArmId(id)) return undefined;
    const resource = model.get(id);
    if (!resource) return notFound(id);
    const reportedTime = new Date(model.now()).toISOString();
    const properties = { ...AVAILABLE, ...model.health(id), reportedTime };
    const type = 'Microsoft.ResourceHealth/AvailabilityStatuses';
    return {
      kind: 'now',
      status: 200,
      body: { id: call.id, name: 'current', type, location: resource.location, properties },
    };
  },
};

const AVAILABLE = {
  availabilityState: 'Available',
  title: 'Available',
  summary: "There aren't any known Azure platform problems affecting this resource.",
  reasonType: '',
  reasonChronicity: 'Persistent',
  occurredTime: '2026-01-01T00:00:00Z',
};
