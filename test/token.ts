import type { RunningTwin } from '../shared/simulation/twin/contract';

/** A token of the twin's managed identity, as the SDK's clients want it. */
export async function tokenFrom({
  identityEndpoint,
  identityHeader,
}: Pick<RunningTwin, 'identityEndpoint' | 'identityHeader'>) {
  const url = `${identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com`;
  const answer = await fetch(url, { headers: { 'X-IDENTITY-HEADER': identityHeader } });
  const { access_token: token, expires_on: expires } = (await answer.json()) as Record<string, string>;
  return { token: token ?? '', expiresOnTimestamp: Number(expires) * 1000 };
}
