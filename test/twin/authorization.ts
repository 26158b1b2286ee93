import type { Provider } from './provider';

/** Microsoft.Authorization: the estate's management locks can be read; the front door enforces them. */
export const authorizationProvider: Provider = { namespace: 'Microsoft.Authorization', handle: () => undefined };
