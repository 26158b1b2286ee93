import { readHostJson } from './host-json';
import { listen } from './http';
import { inFlight, type InFlight } from './in-flight';
import { queueListener, type QueueListener } from './queues';
import { timer } from './timers';
import { loadApp, type AppFunction } from './worker';

export interface HostOptions {
  /** The folder that holds `host.json` and `package.json`, whose `main` is the built app. */
  readonly appRoot: string;
  /** The storage account of the app: its setting `AzureWebJobsStorage`. */
  readonly connectionString: string;
  /** The app's settings; they are in `process.env` while the host runs. */
  readonly settings: Readonly<Record<string, string>>;
  /** The key for functions that want one; without it they are open, as on a developer's machine. */
  readonly functionKey?: string;
  readonly log?: (line: string) => void;
}

/** The app with its triggers, at rest: nothing polls and no timer runs until somebody makes them. HTTP is served. */
export interface Host {
  /** `http://127.0.0.1:PORT`; the routes are below it. */
  readonly url: string;
  readonly maxPollingInterval: number;
  readonly queues: readonly QueueListener[];
  /** Every invocation under way, whatever triggered it. */
  readonly running: InFlight;
  /** When the next timer is due, in ms since the epoch. */
  nextTimer(): number;
  /** Starts the functions of the timers that are due, and answers how many. */
  fireTimers(): number;
  /** Waits for what is under way, runs the app's `appTerminate` hooks, and gives `process.env` back. */
  stop(): Promise<void>;
}

/** Loads the app as the Functions host does. Rejects when the app does not load or a setting that a trigger names is missing. */
export async function assemble(options: HostOptions): Promise<Host> {
  const { appRoot, functionKey, log = () => undefined } = options;
  const { http, queues } = readHostJson(appRoot);
  const restoreSettings = setSettings({ AzureWebJobsStorage: options.connectionString, ...options.settings });
  const worker = await loadApp(appRoot, log).catch((error: unknown) => {
    restoreSettings();
    throw error;
  });
  const unload = async (): Promise<void> => {
    await worker.stop();
    restoreSettings();
  };
  try {
    const triggeredBy = (type: string): readonly AppFunction[] =>
      worker.functions.filter(({ trigger }) => trigger.type === type);
    const running = inFlight();
    const queueListeners = triggeredBy('queueTrigger').map((target) => queueListener(target, queues, running, log));
    const timers = triggeredBy('timerTrigger').map((target) => timer(target, log));
    const { routePrefix } = http;
    const listener = await listen(triggeredBy('httpTrigger'), { routePrefix, functionKey }, running, log);
    return {
      url: listener.url,
      maxPollingInterval: queues.maxPollingInterval,
      queues: queueListeners,
      running,
      nextTimer: () => Math.min(...timers.map(({ dueAt }) => dueAt ?? Infinity)),
      fireTimers() {
        const due = timers.filter(({ dueAt }) => dueAt !== undefined && dueAt <= Date.now());
        for (const each of due) void running.track(each.run());
        return due.length;
      },
      async stop() {
        await listener.close();
        await running.atMost(0);
        await unload();
      },
    };
  } catch (error) {
    await unload();
    throw error;
  }
}

function setSettings(settings: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  Object.assign(process.env, settings);
  return () => {
    for (const name of Object.keys(settings)) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
