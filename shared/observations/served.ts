import type { VmTarget } from '../model/target';
import { RDP_PORT } from './guest-rdp';
import { SSH_PORT } from './guest-ssh';
import type { VirtualMachine } from './virtual-machine';

// What a VM that is a target is expected to serve: what its operating system is administered by, or an application.

/** Whether SSH is expected. */
export const isSsh = ({ os }: VirtualMachine, { port }: Pick<VmTarget, 'port'>): boolean =>
  os === 'Linux' && port === SSH_PORT;

/** Whether Remote Desktop is expected. */
export const isRdp = ({ os }: VirtualMachine, { port }: Pick<VmTarget, 'port'>): boolean =>
  os === 'Windows' && port === RDP_PORT;
