import * as z from 'zod';
import type { Admission } from './admission';
import type { Approver } from './approval';
import { tokenCheck, type Checked } from './token';

/** Whose tokens count, and who among their holders may do what. */
export interface EntraOptions {
  readonly tenantId: string;
  /** The client id of the app registration that stands for Reconnect's HTTP interface; without one nobody can be known. */
  readonly appId: string | undefined;
  /** `https://login.microsoftonline.com`, and the issuer of older tokens: `https://sts.windows.net`. */
  readonly authority: string;
  readonly olderIssuer: string;
  readonly approvers: readonly Approver[];
}

/** Who may come in, each by the value of the `Authorization` header. */
export interface Doorkeeper {
  /** One of the approvers. */
  approver(authorization: string | null): Promise<Admission>;
  /** An approver, or whoever was given the app role {@link readerRole}. */
  reader(authorization: string | null): Promise<Admission>;
  /** Azure Monitor's secure webhook. */
  azureMonitor(authorization: string | null): Promise<Admission>;
}

/** The app role that lets people and programs read incidents. */
export const readerRole = 'Incidents.Read';

/** Who calls secure webhooks, and the app role that it needs (Azure Monitor: "Configure authentication for secure webhook"). */
const azureMonitorApp = '461e8683-5575-4561-ac7f-899cc907d62a';
const azureMonitorRole = 'ActionGroupsSecureWebhook';

const Claims = z.looseObject({
  oid: z.string().default(''),
  name: z.string().default(''),
  /** Only a token that a person signed in for has it; one that shows who somebody is to the app itself has none. */
  scp: z.string().default(''),
  roles: z.array(z.string()).default([]),
  azp: z.string().optional(),
  appid: z.string().optional(),
});
type Claims = z.infer<typeof Claims>;

/** Checks Entra's access tokens: by the tenant's keys, from the tenant, for this app (Microsoft identity platform: "Access tokens"). */
export function doorkeeper({ tenantId, appId, authority, olderIssuer, approvers }: EntraOptions): Doorkeeper {
  if (appId === undefined) {
    const shut = () =>
      Promise.resolve(refused(401, 'NOBODY_KNOWN', 'RECONNECT_APP_ID is not set, so no token counts.'));
    return { approver: shut, reader: shut, azureMonitor: shut };
  }
  const [tenant, app] = [tenantId.toLowerCase(), appId.toLowerCase()];
  const check = tokenCheck({
    keysUrl: `${authority}/${tenant}/discovery/v2.0/keys`,
    issuers: [`${authority}/${tenant}/v2.0`, `${olderIssuer}/${tenant}/`],
    audiences: [app, `api://${app}`],
  });
  const admitting =
    (may: (claims: Claims, approver: Approver | undefined) => boolean, who: string) =>
    async (authorization: string | null): Promise<Admission> => {
      const checked = await check(authorization);
      if (checked.kind !== 'signed') return notSigned(checked);
      const claims = Claims.safeParse(checked.claims);
      if (!claims.success) return refused(401, 'TOKEN_REFUSED', 'This is not an access token of Entra.');
      const { oid, name, scp } = claims.data;
      const approver = scp === '' ? undefined : approvers.find(({ id }) => id.toLowerCase() === oid.toLowerCase());
      if (!may(claims.data, approver)) return refused(403, 'NOT_ALLOWED', `Only ${who} may do this.`);
      return { kind: 'admitted', by: approver ?? { id: oid, name } };
    };
  return {
    approver: admitting((_, approver) => approver !== undefined, 'the approvers in the policy'),
    reader: admitting(
      ({ roles }, approver) => approver !== undefined || roles.includes(readerRole),
      `the approvers in the policy and the app role ${readerRole}`,
    ),
    azureMonitor: admitting(
      ({ azp, appid, roles }) => (azp ?? appid) === azureMonitorApp && roles.includes(azureMonitorRole),
      'Azure Monitor',
    ),
  };
}

const refused = (status: 401 | 403 | 503, code: string, because: string): Admission => ({
  kind: 'refused',
  status,
  code,
  because,
});

const notSigned = (checked: Exclude<Checked, { kind: 'signed' }>): Admission =>
  checked.kind === 'unknown'
    ? refused(503, 'KEYS_UNREACHABLE', 'Entra’s keys cannot be read. Try again.')
    : refused(
        401,
        'TOKEN_REFUSED',
        `Send an access token of Entra for this app as "Authorization: Bearer …" (${checked.because}).`,
      );
