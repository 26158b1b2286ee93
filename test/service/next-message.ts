import type { ChildProcess } from 'node:child_process';

/** What a forked process says next; `undefined` when it ends instead. The caller names the type. */
export function nextMessage<T>(child: ChildProcess): Promise<T | undefined> {
  return new Promise((resolve) => {
    const settle = (said?: T): void => {
      child.off('message', settle).off('exit', gone);
      resolve(said);
    };
    const gone = (): void => settle();
    child.once('message', settle).once('exit', gone);
  });
}
