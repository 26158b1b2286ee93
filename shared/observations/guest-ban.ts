import { defineObservation } from '../model/observation';
import { shellWord } from '../model/shell-word';
import { printed, runs, runsCommands, scriptOf } from './guest-script';
import { LISTED } from './listeners';

/** What fail2ban in a Linux VM has done with an address. `unknown`: it does not run, or has no jail for SSH. */
export interface GuestBan {
  readonly ban: 'banned' | 'not-banned' | 'no-fail2ban' | 'unknown';
}

/** Changes nothing. */
export const banScript = (address: string): readonly string[] =>
  scriptOf({
    jail: [
      `fail2ban-client status sshd >/dev/null && echo ${LISTED}`,
      // The list may be long, so only this address of it is shown.
      `fail2ban-client status sshd | grep -owF ${shellWord(address)}`,
    ],
  });

/** Asks fail2ban in a Linux VM whether it keeps an address from SSH. */
export const guestBan = defineObservation<{ vm: string; address: string }, GuestBan>({
  kind: 'guestBan',
  ...runsCommands,
  request: ({ vm, address }) => runs(vm, 'RunShellScript', banScript(address)),
  answer: printed('jail').transform(({ parts: { jail }, complaints }): GuestBan => {
    if (complaints.some(isMissing)) return { ban: 'no-fail2ban' };
    if (!jail.includes(LISTED)) return { ban: 'unknown' };
    return { ban: jail.some((line) => line !== LISTED) ? 'banned' : 'not-banned' };
  }),
});

/** What dash and bash say of a command that is not installed. */
const isMissing = (complaint: string): boolean => /fail2ban-client: (?:command )?not found$/.test(complaint);
