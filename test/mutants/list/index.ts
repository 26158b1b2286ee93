import type { Mutant } from '../mutant';
import { approvals } from './approvals';
import { azure } from './azure';
import { causes } from './causes';
import { changes } from './changes';
import { clearance } from './clearance';
import { config } from './config';
import { fixes } from './fixes';
import { guards } from './guards';
import { incident } from './incident';
import { memory } from './memory';
import { network } from './network';
import { observations } from './observations';
import { registered } from './registered';
import { signals } from './signals';
import { store } from './store';
import { symptoms } from './symptoms';
import { windows } from './windows';

// What a careful reader would take out to see whether anybody notices. Each mutant changes one place of one file, and is listed
// under the file's folder; those of a large file have a list of their own. Causes, fixes and guards are taken out by themselves.

export const mutantsOf = (root: string): readonly Mutant[] => [
  ...approvals,
  ...azure,
  ...causes,
  ...changes,
  ...clearance,
  ...config,
  ...fixes,
  ...guards,
  ...incident,
  ...memory,
  ...network,
  ...observations,
  ...registered(root),
  ...signals,
  ...store,
  ...symptoms,
  ...windows,
];
