import type { Signal } from '../../model/target';
import { targetKey } from '../../targets';

/** The signal as a scenario writes it: the alert in Azure Monitor's common schema, as far as Reconnect kept it. */
export function signalOf(signal: Signal) {
  if (signal.kind !== 'alert') return { kind: 'sweep' } as const;
  const { id, rule, at, target } = signal;
  const key = targetKey(target);
  return {
    kind: 'alert',
    body: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: id.endsWith(` ${key}`) ? id.slice(0, -key.length - 1) : id,
          alertRule: rule,
          severity: 'Sev1',
          signalType: 'Metric',
          monitorCondition: 'Fired',
          monitoringService: 'Platform',
          alertTargetIDs: [target.id],
          firedDateTime: at,
          essentialsVersion: '1.0',
          alertContextVersion: '1.0',
        },
        alertContext: {},
      },
    },
  } as const;
}
