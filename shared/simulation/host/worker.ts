import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type {
  Binding,
  Callback,
  CoreInvocationContext,
  FunctionMetadata,
  Hook,
  HookName,
  InvocationResponse,
  ProgrammingModel,
  TypedData,
} from './core-api';
import { hookNames } from './core-api';
import { provideModule } from './provide-module';

/** A function that the app registered, with its one trigger. */
export interface AppFunction {
  readonly name: string;
  readonly trigger: Binding;
  invoke(data: TypedData, triggerMetadata?: Readonly<Record<string, TypedData>>): Promise<InvocationResponse>;
}

/** The app, loaded as the Functions worker for Node.js loads it. */
export interface Worker {
  readonly functions: readonly AppFunction[];
  /** Runs the app's `appTerminate` hooks and forgets the app, so that it can be loaded afresh. */
  stop(): Promise<void>;
}

/** Loads `package.json`'s `main` in `appRoot`, and runs its `appStart` hooks. Rejects when the app throws while loading. */
export async function loadApp(appRoot: string, log: (line: string) => void): Promise<Worker> {
  const registered: { metadata: FunctionMetadata; callback: Callback }[] = [];
  const hooks: Record<HookName, Hook[]> = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
    log: [],
  };
  const appHookData = {};
  let model: ProgrammingModel | undefined;
  let loading = true;

  const runHooks = async (name: HookName, context: Record<string, unknown>): Promise<void> => {
    for (const hook of hooks[name]) await hook(context);
  };

  const withdraw = provideModule('@azure/functions-core', {
    version: '3.13.0',
    hostVersion: '4.1046.100.0',
    Disposable,
    setProgrammingModel: (given: ProgrammingModel) => {
      model = given;
    },
    getProgrammingModel: () => model,
    registerFunction: (metadata: FunctionMetadata, callback: Callback) => {
      if (!loading) throw new Error(`Function "${metadata.name}" is registered too late: the app has been loaded.`);
      registered.push({ metadata, callback });
      return new Disposable(() => undefined);
    },
    registerHook: (name: HookName, hook: Hook) => {
      if (!hookNames.includes(name)) {
        throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), { isAzureFunctionsSystemError: true });
      }
      hooks[name].push(hook);
      return new Disposable(() => {
        hooks[name] = hooks[name].filter((each) => each !== hook);
      });
    },
    log: (level: string, _category: string, message: string) => log(`${level}: ${message}`),
  });

  const invoke = async (
    { metadata, callback }: (typeof registered)[number],
    triggerName: string,
    data: TypedData,
    triggerMetadata: Readonly<Record<string, TypedData>>,
  ): Promise<InvocationResponse> => {
    const invocationId = randomUUID();
    const core: CoreInvocationContext = {
      invocationId,
      request: { invocationId, inputData: [{ name: triggerName, data }], triggerMetadata },
      metadata,
      state: undefined,
      log: (level, category, message) => {
        if (category === 'user' || level === 'warning') log(`${level}: [${metadata.name}] ${message}`);
      },
    };
    const invocation = modelOf(model).getInvocationModel(core);
    const { context, inputs } = await invocation.getArguments();
    const shared = { hookData: {}, appHookData, invocationContext: context };

    core.state = 'preInvocationHooks';
    const before = { ...shared, inputs, functionCallback: callback };
    await runHooks('preInvocation', before);
    core.state = 'invocation';
    const after: Record<string, unknown> = { ...shared, inputs: before.inputs, result: undefined, error: undefined };
    try {
      after.result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error;
    }
    core.state = 'postInvocationHooks';
    await runHooks('postInvocation', after);
    // Whatever the function threw goes on to whoever invoked it.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (after.error !== undefined) throw after.error;
    return invocation.getResponse(context, after.result);
  };

  const { main } = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { main: string };
  const entry = join(appRoot, main);
  const forget = (): void => {
    withdraw();
    forgetModules(entry);
  };
  try {
    forgetModules(entry);
    createRequire(entry)(entry);
    loading = false;
    await modelOf(model).getCapabilities({});
    await runHooks('appStart', { hookData: {}, appHookData });
  } catch (error) {
    forget();
    throw error;
  }

  return {
    functions: registered.map((each) => {
      const [triggerName, trigger] = triggerOf(each.metadata);
      return {
        name: each.metadata.name,
        trigger,
        invoke: (data, triggerMetadata = {}) => invoke(each, triggerName, data, triggerMetadata),
      };
    }),
    async stop() {
      await runHooks('appTerminate', { hookData: {}, appHookData });
      forget();
    },
  };
}

class Disposable {
  constructor(readonly dispose: () => void) {}
}

function modelOf(model: ProgrammingModel | undefined): ProgrammingModel {
  if (!model)
    throw new Error('The app registered no function. Is this the built app, and does its "main" load them all?');
  return model;
}

function triggerOf({ name, bindings }: FunctionMetadata): [string, Binding] {
  const found = Object.entries(bindings).find(([, { type }]) => /trigger$/i.test(type));
  if (!found) throw new Error(`Function "${name}" has no trigger.`);
  return found;
}

/** The app's own files, and the library, which keeps the core module that it found first. Other packages stay loaded. */
function forgetModules(entry: string): void {
  const own = dirname(entry) + sep;
  const library = join('node_modules', '@azure', 'functions') + sep;
  const { cache } = createRequire(entry);
  for (const file of Object.keys(cache)) {
    const isOwn = file.startsWith(own) && !file.slice(own.length).includes('node_modules');
    if (isOwn || file.includes(library)) delete cache[file];
  }
}
