import { defineObservation } from '../model/observation';
import { shellWord } from '../model/shell-word';
import { printed, runs, runsCommands, scriptOf } from './guest-script';

export interface GuestHttp {
  /** The status of the answer; `none`: no answer to HTTP came within ten seconds. Absent where nobody could ask. */
  readonly status?: number | 'none' | undefined;
}

/** What curl prints; `000`: it got no answer. */
const ASKING = `-s -k -m 10 -w 'status=%{http_code}\\n'`;

/** Changes nothing. */
const shellScript = (url: string): readonly string[] =>
  scriptOf({ http: [`curl --noproxy '*' ${ASKING} -o /dev/null ${shellWord(url)}`] });

/** The same for Windows, which has had curl.exe since Windows Server 2019. Changes nothing. */
const powerShellScript = (url: string): readonly string[] =>
  scriptOf({
    http: [
      'if (Get-Command curl.exe -ErrorAction SilentlyContinue) {',
      `  curl.exe ${ASKING} -o NUL '${url.replaceAll("'", "''")}'`,
      '}',
    ],
  });

/** Has a VM ask itself for a page, at the address where connections arrive. Certificates are not judged. */
export const guestHttp = defineObservation<{ vm: string; os: 'Linux' | 'Windows'; url: string }, GuestHttp>({
  kind: 'guestHttp',
  ...runsCommands,
  request: ({ vm, os, url }) =>
    os === 'Linux'
      ? runs(vm, 'RunShellScript', shellScript(url))
      : runs(vm, 'RunPowerShellScript', powerShellScript(url)),
  answer: printed('http').transform(({ parts }) => {
    const status = parts.http.map((line) => /^status=(\d{3})$/.exec(line)?.[1]).find((each) => each !== undefined);
    return { status: status === undefined ? undefined : status === '000' ? 'none' : Number(status) };
  }),
});
