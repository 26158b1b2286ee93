import { createHash } from 'node:crypto';

/** Of so many questions to Network Watcher one is answered at once; public recordings of the REST API show both. */
const ONE_OF = 4;

/** Whether Network Watcher answers a question at once. The n-th time of the same question is the same in every run. */
export function createAtOnce(seed: string | undefined): (path: string, body: string) => boolean {
  const asked = new Map<string, number>();
  return (path, body) => {
    if (seed === undefined || !/\/networkWatchers\//i.test(path)) return false;
    const question = `${path.toLowerCase()} ${body}`;
    const times = (asked.get(question) ?? 0) + 1;
    asked.set(question, times);
    return (createHash('sha256').update(`${seed} ${times} ${question}`).digest()[0] ?? 0) % ONE_OF === 0;
  };
}
