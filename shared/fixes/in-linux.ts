import { begunFile } from '../changes/run-command';
import type { ChangeOf } from '../model/change';
import { NOTES } from '../observations/guest-ssh';

const done = (name: string): string => `${NOTES}/${name}`;
const begun = (name: string): string => begunFile(done(name));

/** What a change makes, by commands of a shell. */
export interface Making {
  readonly make: string;
  readonly takeBack: string;
  /** Succeeds where it is there. */
  readonly isThere: string;
  /** What it shows where it is there before it was made, so that nothing is changed. */
  readonly shows: string;
}

/** Makes it. It notes that it begins, and that it is done; a command that fails ends it without that. */
export function inLinux(vm: string, name: string, { make, isThere, shows }: Making): ChangeOf<'run-command'> {
  return {
    kind: 'run-command',
    vm,
    leaves: done(name),
    script: [
      `${isThere} && echo '${shows}' >&2 && exit 1`,
      `mkdir -p ${NOTES} && echo 1 > ${begun(name)} && ${make} && echo 1 > ${done(name)} && echo reconnect:done`,
    ],
  };
}

/** Takes back what the change under `name` has made, where it has begun; where it is still there after that, it says nothing. */
export const backInLinux = (vm: string, name: string, { takeBack, isThere }: Making): ChangeOf<'run-command'> => ({
  kind: 'run-command',
  vm,
  leaves: done(`${name}-back`),
  script: [
    `test -e ${begun(name)} && ${isThere} && ${takeBack}`,
    `test -e ${begun(name)} && ${isThere} && exit 1`,
    `mkdir -p ${NOTES} && echo 1 > ${done(`${name}-back`)} && echo reconnect:done`,
  ],
});
