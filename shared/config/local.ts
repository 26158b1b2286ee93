type Environment = Readonly<Record<string, string | undefined>>;

const services = ['blob', 'queue', 'table'] as const;

/**
 * Whether the app runs on somebody's own machine, from its app settings: every part of its storage account is on loopback. The
 * Functions host needs that storage itself, so an app in Azure does not look like this, whatever its other settings say.
 */
export function runsLocally(settings: Environment): boolean {
  if (settings['AzureWebJobsStorage__accountName']) return false;
  const connection = partsOf(settings['AzureWebJobsStorage'] ?? '');
  return services.every((service) => {
    const uri = settings[`AzureWebJobsStorage__${service}ServiceUri`] ?? endpointIn(connection, service);
    return uri !== undefined && isLoopback(uri);
  });
}

/** Whether a URL leads to this machine. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The parts of a connection string, by their names in lower case. */
const partsOf = (connection: string): ReadonlyMap<string, string> =>
  new Map(
    connection.split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const;
    }),
  );

function endpointIn(connection: ReadonlyMap<string, string>, service: (typeof services)[number]): string | undefined {
  if (connection.get('usedevelopmentstorage')?.toLowerCase() === 'true')
    return connection.get('developmentstorageproxyuri') ?? 'http://127.0.0.1';
  return connection.get(`${service}endpoint`);
}
