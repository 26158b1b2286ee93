import path from 'node:path';
import { exportAudit, verifyAudit } from './audit';
import { replayExport } from './replay';
import { scenarioFrom } from './scenario-from';
import { writeWhole } from './scenario-whole';
import { reportShadow } from './shadow';

export const recordsUsage = `  reconnect audit verify [FILE... | --incident ID]                whether the records hold, and every promise in them was kept
  reconnect audit export ID | --all [--out FOLDER]                incidents of the storage account, as files
  reconnect replay FILE [--json] [--policy FILE]                  what today's code makes of an exported incident
  reconnect scenario from FILE [--name NAME] [--anonymous] [--out FOLDER] [--policy FILE]
                                                                  an exported incident as a scenario
  reconnect scenario whole NAME... | --all [--out FOLDER]         scenarios with the whole estate that they extend
  reconnect report shadow [--days N] [--language en|ko]           what fixes that are only observed would have repaired, and what came instead
    The storage account is that of the app settings, in the environment or in local.settings.json.
`;

/** What these commands take, as the command line is parsed. */
export const recordsOptions = {
  incident: { type: 'string' },
  all: { type: 'boolean' },
  out: { type: 'string' },
  policy: { type: 'string' },
  name: { type: 'string' },
  anonymous: { type: 'boolean' },
  days: { type: 'string' },
  language: { type: 'string' },
} as const;

interface Values {
  readonly json?: boolean | undefined;
  readonly incident?: string | undefined;
  readonly all?: boolean | undefined;
  readonly out?: string | undefined;
  readonly policy?: string | undefined;
  readonly name?: string | undefined;
  readonly anonymous?: boolean | undefined;
  readonly days?: string | undefined;
  readonly language?: string | undefined;
}

interface Terminal {
  readonly root: string;
  readonly print: (line: string) => void;
  /** Says what is wrong with the command, and answers the exit status. */
  readonly mistake: (what: string) => number;
}

/** The commands about what was recorded. Answers the exit status. */
export async function records(
  command: 'audit' | 'replay' | 'scenario' | 'report',
  [first, ...rest]: readonly string[],
  values: Values,
  { root, print, mistake }: Terminal,
): Promise<number> {
  switch (command) {
    case 'audit': {
      if (first === 'verify') return verifyAudit(root, { files: rest, incident: values.incident }, print);
      const [incident] = rest;
      if (first !== 'export' || (incident === undefined) !== (values.all ?? false))
        return mistake('write: reconnect audit verify, reconnect audit export ID, or reconnect audit export --all');
      return exportAudit(root, { incident, out: values.out ?? '.' }, print);
    }
    case 'replay':
      if (!first) return mistake('replay needs a file that was written by: reconnect audit export');
      return replayExport(first, { json: values.json ?? false, policy: values.policy }, print);
    case 'scenario': {
      if (first === 'whole') {
        if (rest.length > 0 === (values.all ?? false))
          return mistake('write: reconnect scenario whole NAME, or reconnect scenario whole --all');
        return writeWhole(root, values.all ? 'all' : rest, values.out ?? '.', print);
      }
      const [file] = rest;
      if (first !== 'from' || !file)
        return mistake('write: reconnect scenario from FILE, or reconnect scenario whole NAME');
      const out = values.out ?? path.join(root, 'test/scenarios');
      return scenarioFrom(root, file, { ...values, out }, print);
    }
    case 'report': {
      const { days = '7', language = 'en' } = values;
      if (first !== 'shadow' || !(Number(days) > 0) || (language !== 'en' && language !== 'ko'))
        return mistake('write: reconnect report shadow [--days N] [--language en|ko]');
      return reportShadow(root, { days: Number(days), language, now: Date.now() }, print);
    }
  }
}
