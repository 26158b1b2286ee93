import Module from 'node:module';

type Load = (request: string, ...rest: unknown[]) => unknown;

/**
 * Makes `require(name)` answer `exported` all over this process, as the Functions worker does with its own module.
 * Answers what takes it back. Works in plain Node.js; jest has a module loader of its own.
 */
export function provideModule(name: string, exported: object): () => void {
  const loader = Module as unknown as { _load: Load };
  const original = loader._load;
  loader._load = function (this: unknown, request, ...rest) {
    return request === name ? exported : original.call(this, request, ...rest);
  };
  return () => {
    loader._load = original;
  };
}
