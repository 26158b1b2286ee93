import type { Style } from '../cards/transcript';
import { examine, type DoctorEyes, type Examined } from './examine';
import type { AzureReader } from '../model/azure';
import { ReconnectError } from '../model/errors';
import type { Heard } from '../model/health';
import type { Language } from '../model/text';
import { doctorText } from './doctor-text';
import { findInstallation, type WantedInstallation } from './find-installation';
import { roles } from './roles';

export const doctorUsage = `  reconnect doctor [--resource-group NAME] [--subscription ID] [--json] [--language en|ko]
                                                                  whether an installation will work, and the commands that mend it, by
                                                                  your own rights (az login); changes nothing. Where azd up was run,
                                                                  azd's environment names the installation.
`;

/** What the command takes besides what others take too. */
export const doctorOptions = { 'resource-group': { type: 'string' } } as const;

export interface Doctor extends WantedInstallation {
  readonly json: boolean;
  readonly language: Language;
}

export interface DoctorSurroundings extends Omit<DoctorEyes, 'azure'> {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `hearTime` hears what Azure says the time is, ms since the epoch. */
  readonly connect: (hearTime: (time: number) => void) => Promise<AzureReader>;
  readonly askHealth: (address: string) => Promise<Heard>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly style: Style;
}

/**
 * Examines an installation. Answers the exit status: 0 nothing is wrong, 1 something is, 2 nothing could be checked, 3 nothing
 * that could be checked is wrong, and not everything could.
 */
export async function runDoctor(wanted: Doctor, surroundings: DoctorSurroundings): Promise<number> {
  const { now, print, complain, root, environment, style } = surroundings;
  let aheadMs: number | undefined;
  try {
    const azure = await surroundings.connect((time) => void (aheadMs ??= now() - time));
    const eyes = { ...surroundings, azure };
    const { id: app, host } = await findInstallation(wanted, root, environment, eyes);
    const health = await surroundings.askHealth(`https://${host}`);
    const examined = await examine({ app, roles: ownRoles(), aheadMs, health }, eyes);
    print(wanted.json ? JSON.stringify(asJson(app, examined)) : doctorText(app, examined, wanted.language, style));
    const are = (kind: string) => examined.some(({ findings }) => findings.some((finding) => finding.kind === kind));
    return are('wrong') ? 1 : are('skipped') ? 3 : 0;
  } catch (error) {
    if (!(error instanceof ReconnectError)) throw error;
    complain(`${error.code}: ${error.message} ${error.next}`);
    return 2;
  }
}

function ownRoles() {
  const { observer, remediator } = roles();
  const actionsOf = ({ permissions }: typeof observer) => permissions.flatMap(({ actions }) => actions);
  return { observer: actionsOf(observer), remediator: actionsOf(remediator) };
}

const asJson = (app: string, examined: readonly Examined[]) => ({
  app,
  checks: examined.map(({ check: { id, part }, findings }) => ({ check: id, part, findings })),
});
