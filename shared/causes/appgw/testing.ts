import { ids } from '../../model/testing';
import type { BackendSettings } from '../../observations/gateway-backends';

/** A backend setting of the gateway under test. */
export const settings: BackendSettings = {
  id: `${ids.gateway}/backendHttpSettingsCollection/https`,
  name: 'https',
  protocol: { known: 'Https' },
  port: 8443,
  picksHostName: false,
  trusted: [],
};
