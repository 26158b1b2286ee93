/** One of Azure's clouds: where it is managed, where people sign in, and where bots' keys are published. */
export interface Cloud {
  readonly armEndpoint: string;
  /** Where Entra signs people in, and the issuer of its older tokens. */
  readonly authority: string;
  readonly olderIssuer: string;
  /** The domain of its storage accounts: `core.windows.net`. */
  readonly storageDomain: string;
  readonly botMetadataUrl: string;
  /** Where logs are queried, and for whom metrics' tokens are; those of a region are below it. */
  readonly logsEndpoint: string;
  readonly metricsAudience: string;
}

/** Azure's own clouds, the public one first (Azure: "Azure Government endpoint mapping", "Azure China endpoints"; of Monitor: @azure/monitor-query, known audiences). */
export const clouds: readonly [Cloud, ...Cloud[]] = [
  {
    armEndpoint: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    olderIssuer: 'https://sts.windows.net',
    storageDomain: 'core.windows.net',
    botMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    logsEndpoint: 'https://api.loganalytics.io',
    metricsAudience: 'https://metrics.monitor.azure.com',
  },
  {
    armEndpoint: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    olderIssuer: 'https://sts.windows.net',
    storageDomain: 'core.usgovcloudapi.net',
    botMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    logsEndpoint: 'https://api.loganalytics.us',
    metricsAudience: 'https://metrics.monitor.azure.us',
  },
  {
    armEndpoint: 'https://management.chinacloudapi.cn',
    authority: 'https://login.partner.microsoftonline.cn',
    olderIssuer: 'https://sts.chinacloudapi.cn',
    storageDomain: 'core.chinacloudapi.cn',
    botMetadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    logsEndpoint: 'https://api.loganalytics.azure.cn',
    metricsAudience: 'https://metrics.monitor.azure.cn',
  },
];

/** Where Teams takes messages of bots, in all of its clouds (Teams: "Get the service URL", global URLs for proactive messages). */
const teamsConnectors: readonly string[] = [
  'https://smba.trafficmanager.net',
  'https://smba.infra.gcc.teams.microsoft.com',
  'https://smba.infra.gov.teams.microsoft.us',
  'https://smba.infra.dod.teams.microsoft.us',
];

/** Whether a URL leads to Teams' own connector; its path names a region. */
export function isTeamsConnector(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  return teamsConnectors.includes(origin) && username === '' && password === '';
}

/** The cloud that is managed there; an address of one's own stands in for the public one. */
export const cloudOf = (armEndpoint: string | undefined): Cloud =>
  clouds.find((cloud) => armEndpoint !== undefined && isSameUrl(cloud.armEndpoint, armEndpoint)) ?? clouds[0];

/** Whether two URLs lead to the same place: compared as they are read, so that no spelling passes for another. */
export const isSameUrl = (a: string, b: string): boolean =>
  URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href;
