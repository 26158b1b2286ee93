import { userInfo } from 'node:os';
import * as z from 'zod';
import { isForEverybody, readMinutes } from '../approvals/command';
import { isLoopback } from '../config/local';
import { nameOf } from '../model/arm-id';
import { oneLine } from '../model/one-line';
import { time } from '../cards/format';

export const controlCommands = ['stop', 'resume', 'mute', 'unmute', 'recheck', 'status'] as const;
export type ControlCommand = (typeof controlCommands)[number];

export const controlUsage = `  reconnect stop | resume | status              switches all changes of a running app off or on, or tells how it stands
  reconnect mute SCOPE 2h | unmute SCOPE        proposes nothing for a resource, a resource group or a subscription (h or m)
  reconnect recheck NAME                        looks at a target now, and asks again whatever was said before
    --app-url URL, --key KEY                    the app and its function key; else RECONNECT_URL and RECONNECT_KEY
    --app-id ID                                 for all but stop and status, which only approvers may: the app registration that
                                                you sign in for, as you are signed in to Azure here; else RECONNECT_APP_ID
`;

/**
 * Where the app is (`https://my-app.azurewebsites.net`), its function key if it wants one, and the client id of the app
 * registration that people sign in for. The app itself is never asked for that: a false one could name anything.
 */
export interface AppAddress {
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly appId: string | undefined;
}

export interface Terminal {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** ms since the epoch. */
  readonly now: () => number;
  /** An access token of whoever is signed in here, for a scope. */
  readonly signIn: (scope: string) => Promise<string>;
}

const Answer = z.object({
  said: z.string().optional(),
  changes: z.enum(['on', 'off']),
  stops: z.array(z.object({ by: z.string(), at: z.string().optional() })),
  mutes: z.array(z.object({ scope: z.string(), until: z.string(), by: z.string() })),
  interventions: z.array(
    z.object({
      incident: z.string(),
      fix: z.string(),
      resource: z.string(),
      stage: z.object({ kind: z.string(), at: z.string() }),
    }),
  ),
});
type Answer = z.infer<typeof Answer>;
const Refusal = z.object({ code: z.string(), message: z.string() });

/** Runs one of these commands against a running app over HTTP. Answers the exit status: 0 done, 1 not done, 2 a mistake in the command. */
export async function control(
  command: ControlCommand,
  parameters: readonly string[],
  { url, key, appId }: AppAddress,
  { print, complain, now, signIn }: Terminal,
): Promise<number> {
  const fail = (status: number, message: string): number => {
    complain(message);
    return status;
  };
  const body = bodyOf(command, parameters, now());
  if (typeof body === 'string') return fail(2, body);
  if (!url || !isSafe(url)) return fail(2, 'Say where the app is: --app-url https://…, or RECONNECT_URL');
  const signsIn = !isForEverybody(command);
  if (signsIn && !appId)
    return fail(
      2,
      `${command} is for approvers. Write it in the channel, or sign in: --app-id ID, or RECONNECT_APP_ID`,
    );
  const token = signsIn ? await signIn(`${appId}/.default`).catch(() => undefined) : undefined;
  if (signsIn && !token) return fail(1, 'You are not signed in to Azure here: az login, and try again.');
  const response = await fetch(new URL('/api/control', url), {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: {
      'content-type': 'application/json',
      ...(key ? { 'x-functions-key': key } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined);
  if (!response) return fail(1, `${url} does not answer. Check the address, and try again.`);
  const answer: unknown = await response.json().catch(() => undefined);
  const refusal = Refusal.safeParse(answer);
  if (refusal.success) return fail(1, oneLine(refusal.data.message, 4000));
  if (response.status === 401) return fail(1, 'The app does not take this key: --key KEY, or RECONNECT_KEY');
  const told = Answer.safeParse(answer);
  if (!told.success) return fail(1, `${url} answered ${response.status}, and not as Reconnect does.`);
  for (const line of told.data.said === undefined ? standing(told.data) : [oneLine(told.data.said, 4000)]) print(line);
  return 0;
}

/** What is sent: nothing for a question; a text says what is wrong with the command. */
function bodyOf(command: ControlCommand, parameters: readonly string[], now: number): object | string | undefined {
  const [scope, duration, ...rest] = parameters;
  switch (command) {
    case 'status':
      return scope === undefined ? undefined : 'status takes nothing more';
    case 'stop':
    case 'resume':
      if (scope !== undefined) return `${command} takes nothing more: it is about all changes`;
      return command === 'stop' ? { changes: 'off', by: whoAmI() } : { changes: 'on' };
    case 'mute': {
      const minutes = readMinutes(duration ?? '');
      if (scope === undefined || minutes === undefined || rest.length > 0)
        return 'mute takes a scope and a time: mute vm-files 2h, or 30m';
      return { mute: scope, until: new Date(now + minutes * 60_000).toISOString() };
    }
    case 'unmute':
      if (scope === undefined || duration !== undefined) return 'unmute takes a scope: unmute vm-files';
      return { mute: scope, until: new Date(now).toISOString() };
    case 'recheck':
      if (scope === undefined || duration !== undefined) return 'recheck takes a name: recheck vm-files';
      return { recheck: scope };
  }
}

/** Whether a key and a token may be sent there. */
const isSafe = (url: string): boolean => URL.canParse(url) && (new URL(url).protocol === 'https:' || isLoopback(url));

function whoAmI(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user that has no name.
    return 'the command line';
  }
}

const standing = ({ changes, stops, mutes, interventions }: Answer): readonly string[] => [
  `Changes are ${changes}.`,
  ...[
    ...stops.map(({ by, at }) => `off because of ${by}${at === undefined ? '' : `, ${time(at, 'UTC')}`}`),
    ...mutes.map(({ scope, until, by }) => `muted until ${time(until, 'UTC')} by ${by}: ${scope}`),
    ...interventions.map(
      ({ incident, fix, resource, stage }) =>
        `${fix} on ${nameOf(resource)}: ${stage.kind} ${time(stage.at, 'UTC')} (${incident})`,
    ),
  ].map((line) => `  ${oneLine(line)}`),
];
