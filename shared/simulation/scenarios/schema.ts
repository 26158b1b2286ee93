import * as z from 'zod';
import { fixes } from '../../fixes/index.generated';
import { SymptomId, Target } from '../../model/target';

// What a scenario holds. `scenario.schema.json` is made from `ScenarioFile`, descriptions and all; a test holds them together.

const Seconds = z.number().min(0);
const Name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'use lower-case letters, digits and hyphens' });

const ID =
  /^\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?(?:\/providers\/[^/]+(?:\/[^/]+\/[^/]+)+?)*\/providers\/([^/]+)((?:\/[^/]+\/[^/]+)+)$/i;

/**
 * The type of a resource by its id, which may be that of a resource group's or a subscription's own resource, or of one that
 * extends another: `…/virtualMachines/vm1/providers/Microsoft.Authorization/locks/keep`. `undefined`: not an id.
 */
export function typeById(id: string): string | undefined {
  const [, provider, rest = ''] = ID.exec(id) ?? [];
  const types = rest.split('/').filter((_, index) => index % 2 === 1);
  return provider && [provider, ...types].join('/');
}

/** An ARM resource as a GET answers it. */
export const Resource = z
  .looseObject({
    id: z.string().refine((id) => typeById(id) !== undefined, { error: 'not the id of an Azure resource' }),
    type: z.string().describe('Provider and type: `Microsoft.Network/virtualNetworks`.'),
    name: z.string(),
    location: z.string().optional(),
    properties: z.record(z.string(), z.unknown()),
  })
  .describe('An ARM resource as a GET answers it. Everything else that Azure has may be there too.');
export type Resource = z.infer<typeof Resource>;

/** The operating system of a VM; Linux where its disk says nothing. */
export function osTypeOf(vm: Resource): string {
  const profile = vm.properties.storageProfile as { osDisk?: { osType?: string } } | undefined;
  return profile?.osDisk?.osType ?? 'Linux';
}

const Day = z.iso.date();

/** From when until when a certificate is valid. The end is the first moment at which it is not. */
const validity = {
  from: Day.default('2020-01-01').describe('The first day on which it is valid.'),
  until: Day.default('2199-01-01').describe('The first day on which it no longer is.'),
};

/** A certificate authority: a root, and an intermediate that the root has signed. */
export const Authority = z
  .strictObject({
    kind: z
      .enum(['private', 'well-known'])
      .default('private')
      .describe('`well-known`: everybody trusts its root, Application Gateway too.'),
    root: z.strictObject(validity).prefault({}),
    intermediate: z.strictObject(validity).prefault({}),
  })
  .describe('A certificate authority with its root and its intermediate. Both are made when the scenario is played.');
export type Authority = z.infer<typeof Authority>;

/** A certificate of a server, and what of its chain the server presents. */
export const Certificate = z
  .strictObject({
    names: z.array(z.string()).default([]).describe('The names and addresses it is for (SAN).'),
    commonName: z.string().optional().describe('Its CN. Left out: the first of its names, or `server`.'),
    ...validity,
    use: z
      .enum(['server', 'client', 'server+authority'])
      .default('server')
      .describe('What it may be used for. Only `server` and `server+authority` (a CA certificate) do for a server.'),
    signedBy: z
      .enum(['intermediate', 'root', 'itself'])
      .default('intermediate')
      .describe('The part of its authority that signed it; `itself`: it is self-signed and has no authority.'),
    authority: z
      .string()
      .default('well-known')
      .describe('One of `estate.authorities`. `well-known` is always there, as one that everybody trusts.'),
    sends: z
      .array(z.enum(['leaf', 'intermediate', 'root']))
      .default(['leaf', 'intermediate', 'root'])
      .describe('What the server presents, in this order.'),
  })
  .describe('A certificate of a server, and what of its chain the server presents.');
export type Certificate = z.infer<typeof Certificate>;

const Page = z.strictObject({
  host: z.string().optional().describe('The host header. Left out: any.'),
  path: z.string().startsWith('/').optional().describe('The path; `/api/*` is everything below. Left out: any.'),
  status: z.int().min(100).max(599).default(200),
  body: z.string().default(''),
  seconds: Seconds.default(0).describe('How long it takes to answer.'),
});

/** What is served on a port. */
export const Served = z
  .strictObject({
    certificates: z
      .array(Certificate)
      .default([])
      .describe('TLS with the one that is for the name that is asked for, or else the first. None: no TLS.'),
    pages: z
      .array(Page)
      .default([{ status: 200, body: '', seconds: 0 }])
      .describe('The first that matches answers; where none does, the status is 404. Left out: 200 everywhere.'),
  })
  .describe('What is served on a port: TLS with these certificates, or none, and these pages.');
export type Served = z.infer<typeof Served>;

/** A DNS server of a network's own. */
export const DnsServer = z.strictObject({
  answers: z.boolean().default(true),
  names: z
    .record(z.string(), z.array(z.ipv4()))
    .default({})
    .describe('The names that it knows; `[]`: that there is none.'),
  forwards: z
    .enum(['azure', 'public', 'nowhere'])
    .optional()
    .describe(
      'Whom it asks for other names: Azure’s own DNS with the private zones of the network it is in, public DNS, or nobody. Left out: Azure’s where it is in one of the networks.',
    ),
});
export type DnsServer = z.infer<typeof DnsServer>;

const Port = z.string().regex(/^[1-9]\d{0,4}$/, { error: 'not a port' });
const Serves = z.record(Port, Served);

const Service = z.strictObject({
  state: z.enum(['active', 'inactive', 'failed', 'activating']),
  enabled: z.boolean().default(true).describe('Whether it starts when the VM boots.'),
  masked: z.boolean().optional().describe('Whether systemd refuses to start it at all. Left out: it does not.'),
  listens: z.array(z.int().min(1).max(65535)).default([]).describe('TCP ports on which it listens while it is active.'),
  address: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe(
      'The one address at which it listens, such as `127.0.0.1`. Left out: every address. `ssh` goes by its files.',
    ),
  serves: Serves.optional().describe(
    'What it serves, by port; it listens there too. A port of `listens` alone answers everybody as it should.',
  ),
});

const WindowsService = z.strictObject({
  state: z.enum(['Running', 'Stopped']).optional().describe('Left out: Running.'),
  startType: z.enum(['Automatic', 'Manual', 'Disabled']).optional().describe('Left out: Automatic.'),
  starts: z.boolean().optional().describe('`false`: it fails whenever it is started. Left out: true.'),
  needs: z.array(z.string()).optional().describe('Services without which it does not run.'),
  process: z.string().optional().describe('The process in which it runs, without `.exe`. Left out: its own name.'),
  listens: z
    .array(z.int().min(1).max(65535))
    .optional()
    .describe(
      'TCP ports on which it listens while it runs. `TermService` goes by the registry when it is started; what is said here it does until then, `[]`: not listen.',
    ),
  address: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe('The one address at which it listens. Left out: every address.'),
  serves: Serves.optional(),
});

const FirewallRule = z.strictObject({
  displayName: z.string().optional().describe('Left out: its name.'),
  group: z.string().optional().describe('Such as `@FirewallAPI.dll,-28752`, which is Remote Desktop.'),
  enabled: z.boolean().optional().describe('Left out: true.'),
  direction: z.enum(['Inbound', 'Outbound']).optional().describe('Left out: Inbound.'),
  action: z.enum(['Allow', 'Block']).optional().describe('Left out: Allow.'),
  protocol: z.enum(['TCP', 'UDP', 'Any']).optional().describe('Left out: TCP.'),
  ports: z.array(z.string()).optional().describe('Local ports and ranges: `80`, `8000-8100`. Left out: any.'),
  remote: z.string().optional().describe('The remote address, or an IPv4 prefix. Left out: any.'),
  program: z.string().optional().describe('The path of the program that it is for. Left out: any.'),
  service: z.string().optional().describe('The service that it is for. Left out: any.'),
  profiles: z
    .array(z.enum(['Domain', 'Private', 'Public']))
    .optional()
    .describe('Left out: all.'),
});

/** What runs inside a Windows VM. */
const Windows = z
  .strictObject({
    role: z.enum(['server', 'domain-controller']).default('server'),
    services: z
      .record(z.string(), WindowsService)
      .default({})
      .describe('By name; what is said differs from the services that every Windows has, or comes besides them.'),
    registry: z
      .record(z.string(), z.record(z.string(), z.union([z.string(), z.int()])))
      .default({})
      .describe(
        'Values by key and name: `{ "HKLM:\\System\\CurrentControlSet\\Control\\Terminal Server": { "fDenyTSConnections": 1 } }`. They come besides those that every Windows has.',
      ),
    firewall: z
      .strictObject({
        network: z
          .enum(['Domain', 'Private', 'Public'])
          .default('Public')
          .describe('What Windows takes the network for: the profile in use.'),
        on: z.boolean().default(true).describe('Whether that profile is on.'),
        inbound: z.enum(['Block', 'Allow']).default('Block').describe('What becomes of what no rule is about.'),
        outbound: z
          .enum(['Block', 'Allow'])
          .default('Allow')
          .describe('The same of what goes out. Answers to what was let in go out all the same.'),
        rules: z
          .record(z.string(), FirewallRule)
          .default({})
          .describe('By name; what is said differs from the rules for Remote Desktop, or comes besides them.'),
      })
      .prefault({}),
    certificate: z
      .enum(['good', 'expired', 'without-key', 'missing'])
      .default('good')
      .describe('With which Remote Desktop speaks TLS. A bad one keeps nobody from connecting, only from logging in.'),
    without: z
      .array(z.enum(['Get-NetTCPConnection']))
      .default([])
      .describe('Commands that it does not have.'),
  })
  .describe('What runs inside a Windows VM. Everything has a healthy default, with Remote Desktop on port 3389.');
export type Windows = z.infer<typeof Windows>;

/** A file system of a Linux VM. */
const Disk = z.strictObject({
  freeKb: z.int().min(0).default(20_000_000).describe('What is left, in KiB. 0: nothing can be written any more.'),
  freeFiles: z.int().min(0).default(1_800_000).describe('How many more files it takes. 0: none can be made any more.'),
  mode: z
    .enum(['writable', 'read-only', 'image'])
    .default('writable')
    .describe(
      '`image`: an image that is full and read-only however well it is, as the root of Fedora CoreOS; /etc and /var can be written to all the same.',
    ),
});
export type Disk = z.infer<typeof Disk>;

/** How busy a VM is. */
export const Load = z
  .strictObject({
    cpu: z.number().min(0).max(100).default(7).describe('How busy its CPU is, in percent.'),
    availableMemory: z.number().min(0).max(100).default(61).describe('How much of its memory is free, in percent.'),
    minutes: z.int().min(1).max(60).default(60).describe('For how long it has been so; before, it was calm.'),
    accepts: z
      .boolean()
      .default(true)
      .describe('`false`: no program comes to accept a connection. The agent still reports.'),
  })
  .describe('How busy the VM is, until it is restarted.');
export type Load = z.infer<typeof Load>;

/** What runs inside a VM, which ARM does not show. Everything has a healthy default. */
export const Guest = z
  .strictObject({
    agent: z
      .enum(['ready', 'silent', 'not-ready', 'absent'])
      .default('ready')
      .describe(
        'The Azure VM agent. It reports only while the guest runs. `silent`: it has reported and no longer does; `not-ready`, `absent`: it never has.',
      ),
    node: z
      .enum(['good', 'bad'])
      .default('good')
      .describe('`bad`: the Azure host is sick, and nothing in the guest runs until the VM is redeployed.'),
    hung: z
      .boolean()
      .default(false)
      .describe('`true`: the operating system hangs, and nothing in it runs until it is restarted.'),
    load: Load.prefault({}),
    services: z
      .record(z.string(), Service)
      .default({ ssh: { state: 'active', enabled: true, listens: [22] } })
      .describe(
        'systemd units by name; given, they replace the default. `ssh` takes its ports and its validity from its files; `ssh.socket` is a socket unit.',
      ),
    files: z
      .record(z.string(), z.string())
      .default({ '/etc/ssh/sshd_config': 'Port 22\nPasswordAuthentication no\n' })
      .describe('Files by path, with their content; given, they replace the default.'),
    firewallDrops: z
      .array(z.int().min(1).max(65535))
      .default([])
      .describe('Inbound TCP ports that the guest’s own firewall drops.'),
    firewallOutput: z
      .enum(['open', 'answers-too', 'listed-only'])
      .default('open')
      .describe(
        'What the guest’s own firewall lets out. `listed-only`: what goes to TCP 53, 80 and 443 and to Azure itself, and no answer; `answers-too`: answers too.',
      ),
    disks: z
      .record(z.string().regex(/^\/(?:var)?$/, { error: 'only / and /var' }), Disk)
      .default({})
      .describe('File systems by where they are mounted; `/var` is one of its own only where it is listed.'),
    hostKeys: z
      .enum(['good', 'missing', 'open-to-others'])
      .default('good')
      .describe('The keys of sshd. Without a good one it does not start.'),
    separationDirectory: z
      .enum(['made-at-start', 'missing', 'open-to-others'])
      .default('made-at-start')
      .describe(
        'The directory that sshd locks itself into. `made-at-start`: /run/sshd, which systemd makes. Otherwise /usr/share/empty.sshd, which nobody makes again.',
      ),
    banned: z
      .array(z.ipv4())
      .optional()
      .describe('Addresses that fail2ban has banned from SSH. Left out: there is no fail2ban.'),
    without: z
      .array(z.enum(['systemctl', 'ss', 'sshd']))
      .default([])
      .describe('Commands that are not installed.'),
    boot: z
      .enum(['well', 'fails'])
      .default('well')
      .describe('`fails`: the operating system does not come up, whatever starts it again.'),
    console: z
      .string()
      .optional()
      .describe(
        'What its serial console has shown so far. While the guest runs, an ordinary start follows. Left out: nothing before that.',
      ),
    watcher: z
      .union([
        z.literal('well'),
        z.strictObject({
          issue: z.enum(['AgentStopped', 'PortThrottled', 'SocketBind', 'GuestFirewall', 'Platform', 'CPU', 'Memory']),
          severity: z.enum(['Error', 'Warning']).default('Error'),
        }),
      ])
      .default('well')
      .describe(
        'What Network Watcher names at the VM itself when it tries a connection from it. A `Warning` keeps no connection from working.',
      ),
    windows: Windows.prefault({}).describe(
      'The inside of a Windows VM (`osDisk.osType`): it stands for `services`, `files`, `firewallDrops`, `firewallOutput` and `without`.',
    ),
  })
  .describe('What runs inside a VM. Everything has a healthy default.');
export type Guest = z.infer<typeof Guest>;

/** Something that goes wrong between Reconnect and Azure: the next `times` requests that match are answered so. */
export const Fault = z
  .strictObject({
    at: Seconds.default(0).describe('Seconds after the start from which the fault is armed.'),
    method: z.enum(['GET', 'PUT', 'POST', 'DELETE']).optional().describe('Every method when it is left out.'),
    path: z.string().min(1).describe('A part of the URL path, compared without case: `/backendhealth`.'),
    times: z.int().min(1).default(1),
    answer: z.discriminatedUnion('kind', [
      z
        .strictObject({
          kind: z.literal('status'),
          status: z.int().min(400).max(599),
          code: z.string().describe('Azure’s error code: `TooManyRequests`.'),
          message: z.string().default('Injected fault.'),
          retryAfterSeconds: Seconds.optional().describe('The header `Retry-After`.'),
        })
        .describe('Azure refuses.'),
      z
        .strictObject({ kind: z.literal('drop-request') })
        .describe('The connection drops before Azure sees the request.'),
      z.strictObject({ kind: z.literal('drop-answer') }).describe('Azure acts, but its answer is lost.'),
      z
        .strictObject({
          kind: z.literal('operation'),
          seconds: Seconds,
          code: z.string().optional(),
          message: z.string().default('Injected fault.'),
        })
        .describe('The long-running operation takes this long, and then fails when `code` is given.'),
    ]),
  })
  .describe('The next `times` requests that match are answered so.');
export type Fault = z.infer<typeof Fault>;

/** Something that happens in the estate by itself, `at` seconds after the start. */
export const Happening = z.discriminatedUnion('kind', [
  z
    .strictObject({ at: Seconds, kind: z.literal('put'), resource: Resource })
    .describe('A resource, or a part of one such as a security rule, is created or replaced.'),
  z
    .strictObject({ at: Seconds, kind: z.literal('delete'), id: z.string() })
    .describe('A resource, or a part of one, is deleted.'),
  z
    .strictObject({ at: Seconds, kind: z.literal('guest'), vm: z.string(), set: z.record(z.string(), z.unknown()) })
    .describe('The named parts of a guest are replaced. `vm` is the name of its VM.'),
]);
export type Happening = z.infer<typeof Happening>;

/** The simulated Azure at the start. */
export const Estate = z.strictObject({
  resources: z.array(Resource).min(1),
  guests: z
    .record(z.string(), Guest)
    .default({})
    .describe('By the name of the VM. A VM that is not listed is in good health.'),
  health: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe('What Resource Health says (`properties`), by resource id. A resource that is not listed is Available.'),
  learnedRoutes: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe('The prefixes that a VPN or ExpressRoute gateway has learned by BGP, by the id of the gateway.'),
  backendHealth: z
    .strictObject({
      unmanaged: z
        .enum(['Unknown', 'Unhealthy'])
        .default('Unknown')
        .describe('What every server is called while Azure cannot manage the gateway; the text stays the same.'),
      servers: z
        .record(z.string(), z.enum(['Partial', 'Draining']))
        .default({})
        .describe('Servers that answer and still are not called Healthy, by address.'),
    })
    .optional()
    .describe('The rarer words of backend health.'),
  gateways: z
    .record(
      z.string(),
      z.strictObject({
        words: z
          .enum(['article', 'short', 'newer'])
          .default('newer')
          .describe(
            'How Azure words what it says of the servers: as the article, as until 2020, or as now, with names of errors.',
          ),
        dnsServers: z
          .array(z.ipv4())
          .optional()
          .describe(
            'The DNS servers that it took from its network when it was started, where the network has others by now.',
          ),
        names: z
          .record(z.string(), z.union([z.ipv4(), z.enum(['not-found', 'forgotten'])]))
          .default({})
          .describe(
            'What it keeps in mind of names: the address that it found last, which it uses while no DNS server answers; `not-found`: it does not ask again; `forgotten`: an update cleared it. Stopping and starting it clears all.',
          ),
      }),
    )
    .optional()
    .describe('What ARM does not show of an Application Gateway, by its name.'),
  servers: z
    .record(z.string(), Serves)
    .optional()
    .describe(
      'Servers that are no VMs of the estate, by address or by public name, with what they serve by port. On other ports they do not answer. Whatever the estate says nothing of answers everybody as it should.',
    ),
  latency: z
    .record(z.string(), z.number().min(0))
    .optional()
    .describe('How many ms a connection to an address or a public name takes in the mean. Left out: 1.'),
  dns: z
    .strictObject({
      names: z
        .record(z.string(), z.array(z.ipv4()))
        .default({})
        .describe(
          'Public names with their addresses; `[]`: there is no such name. Other names have one, unless they end in `.invalid`, have no dot or are of a private zone of the estate.',
        ),
      servers: z
        .record(z.ipv4(), DnsServer)
        .default({})
        .describe('DNS servers that networks name, by address. A VM is one where it listens on port 53.'),
    })
    .optional()
    .describe('What DNS knows besides the private zones (`Microsoft.Network/privateDnsZones`) in the resources.'),
  authorities: z.record(z.string(), Authority).optional().describe('Certificate authorities by name.'),
  managementGroups: z
    .record(z.string(), z.array(z.guid()))
    .optional()
    .describe('The subscriptions below each management group, by the id of the group.'),
  missingActions: z
    .array(z.string())
    .default([])
    .describe('Actions that Reconnect’s identity lacks although its role has them, as ARM names them.'),
});
export type Estate = z.infer<typeof Estate>;

const Moment = z.number().describe('Seconds after the start; before it they are negative.');

/** A fix of another incident, as Reconnect remembers it. */
export const Earlier = z
  .strictObject({
    incident: z.string().min(1).describe('The name of the other incident.'),
    target: Target,
    cause: z.string().describe('Folder and name of the cause that was found.'),
    blamed: z.string().describe('What was to blame: a resource id.'),
    fix: z.enum(fixes.map(({ id }) => id)),
    resource: z.string().describe('The id of the resource that was changed.'),
    region: z.string().describe('The region of that resource: `koreacentral`.'),
    affectedResources: z
      .array(z.string())
      .default([])
      .describe(
        'Ids of what else may notice it, besides the target and the resource: the gateway that a VM serves behind.',
      ),
    asked: Moment,
    started: Moment.optional().describe('When it was approved and began. Left out, it was not.'),
    ended: z
      .strictObject({ at: Moment, result: z.enum(['verified', 'failed', 'withdrawn']) })
      .optional()
      .describe('When it was over, and how. `withdrawn`: nothing was changed. Left out, it goes on and on.'),
  })
  .describe('A fix of another incident, as Reconnect remembers it.');
export type Earlier = z.infer<typeof Earlier>;

const Person = z
  .strictObject({ id: z.guid(), name: z.string() })
  .describe('A person, by Entra object id. Whether they may decide is the policy’s affair.');

export const Answer = z.strictObject({
  question: z.int().min(1).default(1).describe('Which question is answered: 1 is the first card with buttons.'),
  who: Person,
  says: z.enum(['approve', 'reject']),
  after: Seconds.default(20).describe('Seconds after the question was asked.'),
  by: z.enum(['click', 'text']).default('click').describe('A button of the card, or a message in the channel.'),
});

const Message = z
  .strictObject({
    at: Seconds.default(0).describe('Seconds after the start.'),
    who: Person,
    text: z.string().min(1),
  })
  .describe('What somebody writes in the channel unasked: `stop`, `mute vm-files 30m`.');

const AttemptedFix = z
  .strictObject({
    fix: z.string().describe('By its id: `restart-vm`. The table in the README has all.'),
    approved: z.boolean(),
    applied: z.boolean().describe('Azure carried it out.'),
    verified: z.boolean().describe('The connection was back afterwards.'),
    undone: z.boolean().default(false),
  })
  .describe('A fix that was put to people.');

export const Expectation = z.strictObject({
  outcome: z
    .enum(['resolved', 'self-healed', 'rejected', 'expired', 'reported', 'escalated', 'none'])
    .describe('How it ends. `none`: nobody is told anything.'),
  symptom: SymptomId.optional().describe('Compared when it is there.'),
  cause: z.string().optional().describe('Folder and name of the cause that must be found. Compared when it is there.'),
  blamed: z.string().optional().describe('A resource id, compared without case. Compared when it is there.'),
  judgements: z
    .record(z.string(), z.enum(['found', 'excluded', 'uncertain', 'skipped']))
    .default({})
    .describe('What must be said about causes. Causes that are not listed are not compared.'),
  stops: z
    .array(z.string())
    .optional()
    .describe(
      'The guards that held or blocked a plan, in order; one that does so several times running counts once. Compared when it is there.',
    ),
  victims: z
    .record(z.string(), z.enum(['well', 'hurt']))
    .default({})
    .describe(
      'What else suffers from the same and is told of in the same incident, by the name of the resource, and how it is in the end; exactly these.',
    ),
  fixes: z.array(AttemptedFix).default([]).describe('The fixes that were put to people, in order; exactly these.'),
  writes: z
    .array(
      z.strictObject({
        method: z.enum(['PUT', 'POST', 'DELETE', 'PATCH']),
        url: z.string().min(1).describe('The end of the path, compared without case.'),
      }),
    )
    .default([])
    .describe('The requests that changed Azure, in order; exactly these.'),
});

const Signal = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('alert'), body: z.unknown(), at: Seconds.default(5) })
    .describe('An Azure Monitor alert, posted to `/api/alerts` as it stands, `at` seconds after the start.'),
  z.strictObject({ kind: z.literal('sweep') }).describe('No alert comes: the sweep timer must find it.'),
]);

/** A labelled fault: an estate, what is wrong in it, and what Reconnect must conclude and do. */
export const Scenario = z.strictObject({
  $schema: z.string().optional(),
  name: Name.describe('The name of the file, without `.json`.'),
  title: z.string().min(1).describe('One line.'),
  story: z.string().min(1).describe('What happened, for people.'),
  estate: Estate.describe('The simulated Azure at the start.'),
  faults: z.array(Fault).default([]).describe('What goes wrong between Reconnect and Azure.'),
  happenings: z.array(Happening).default([]).describe('What happens in the estate by itself.'),
  history: z.array(Earlier).default([]).describe('What Reconnect did in other incidents, before and meanwhile.'),
  policy: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      'Reconnect’s policy, as in its settings: subscriptions, targets, approvers, modes, maintenance, limits and so on.',
    ),
  signal: Signal,
  over: z
    .array(Seconds)
    .default([])
    .describe('When Azure Monitor posts that this alert is over: the same with `Resolved`, seconds after the start.'),
  people: z.array(Answer).default([]),
  messages: z.array(Message).default([]),
  expect: Expectation.describe('What Reconnect must conclude and do.'),
});
export type Scenario = z.infer<typeof Scenario>;
export type ScenarioInput = z.input<typeof Scenario>;

const Patch = z.record(z.string(), z.unknown());

/** What may differ besides the resources: all that an estate has. */
const differences = {
  guests: Patch.optional().describe('What differs in its guests, by the name of the VM.'),
  health: Patch.optional().describe('What Resource Health says (`properties`), by resource id.'),
  learnedRoutes: Patch.optional().describe('By the id of the gateway.'),
  backendHealth: Patch.optional(),
  gateways: Patch.optional().describe('By name.'),
  servers: Patch.optional().describe('By address or public name.'),
  authorities: Patch.optional().describe('By name.'),
  latency: Patch.optional().describe('By address or public name.'),
  dns: Patch.optional(),
  managementGroups: Patch.optional().describe('By the id of the group.'),
  missingActions: z.array(z.string()).optional(),
} satisfies Record<Exclude<keyof Estate, 'resources'>, z.ZodType>;

/** What differs from an estate of `test/scenarios/estates`. */
export const Extension = z
  .strictObject({
    extend: Name.describe('The estate, by the name of its file in `estates`.'),
    change: z
      .record(z.string(), Patch.nullable())
      .default({})
      .describe(
        'What differs in its resources, by name or by the end of the id. Objects merge, lists are replaced, `null` removes; a list of named parts may be given as an object by name.',
      ),
    resources: z.array(Resource).default([]).describe('Resources besides.'),
    ...differences,
  })
  .describe('An estate of the folder `estates`, and what differs from it.');
export type Extension = z.infer<typeof Extension>;

/** An estate that scenarios extend, with what goes with it. */
export const EstateFile = z.strictObject({
  about: z.string().min(1),
  estate: Estate,
  policy: Patch,
  signals: z.record(Name, Signal),
});
export type EstateFile = z.infer<typeof EstateFile>;

const who = Person.optional().describe('The first approver when it is left out.');

/** A scenario file with an estate of its own. */
export const WholeFile = Scenario.extend({
  people: z
    .array(Answer.extend({ who }))
    .default([])
    .describe('Who answers which question. Whoever is not listed says nothing.'),
  messages: z.array(Message.extend({ who })).default([]).describe('What people write in the channel unasked.'),
});

export type WholeFile = z.infer<typeof WholeFile>;

/** A scenario file that extends an estate. Its policy is merged into that of the estate. */
export const ExtendingFile = WholeFile.extend({
  estate: Extension,
  signal: z.union([Name.describe('One of the signals of the estate, by its name.'), Signal]),
});
export type ExtendingFile = z.infer<typeof ExtendingFile>;

/** What a scenario file may hold. */
export const ScenarioFile = ExtendingFile.extend({ estate: z.union([Extension, Estate]) });
