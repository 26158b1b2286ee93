import { source } from '../model/documents';
import type { ChangeOf } from '../model/change';
import { cannotPlan, type Fix } from '../model/plan';
import { joinText, text } from '../model/text';
import { WATCHER_AGENT } from '../observations/virtual-machine';
import { watcherAgent } from '../topology/watcher';

/**
 * Installs the extension by which Network Watcher tries connections from a VM. It mends no connection: what is wrong with that, if anything,
 * shows once it is there.
 */
export const installNetworkWatcherAgent: Fix<'install-network-watcher-agent'> = {
  id: 'install-network-watcher-agent',
  title: text('Install the Network Watcher agent', 'Network Watcher 에이전트 설치'),
  risk: 'low',
  source: source('connectivity', 'Before you begin'),
  changes: ['add-vm-extension', 'delete-vm-extension'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, { vm: id }, { incident }) => {
    const { kind, vm, because } = watcherAgent(see, id);
    if (kind !== 'missing') return cannotPlan(because);
    const install: ChangeOf<'add-vm-extension'> = {
      kind: 'add-vm-extension',
      vm: vm.id,
      name: WATCHER_AGENT,
      extension: {
        location: vm.location,
        publisher: 'Microsoft.Azure.NetworkWatcher',
        type: `NetworkWatcherAgent${vm.os}`,
        typeHandlerVersion: '1.4',
        autoUpgradeMinorVersion: true,
        forceUpdateTag: incident,
        settings: {},
        protectedSettings: {},
      },
    };
    return {
      kind: 'plan',
      plan: {
        fix: 'install-network-watcher-agent',
        resource: vm.id,
        region: vm.location,
        risk: 'low',
        changes: [install],
        undo: [{ ...install, kind: 'delete-vm-extension' }],
        opens: [],
        closes: [],
        effect: joinText(
          text(
            `Install the Network Watcher agent (${WATCHER_AGENT}) in ${vm.name}, without a restart, so that connections can be tried from it.`,
            `${vm.name}에 Network Watcher 에이전트(${WATCHER_AGENT})를 다시 시작 없이 설치해 연결을 시도할 수 있게 합니다.`,
          ),
          text(
            'It mends no connection: then the connection is tried, and people are asked again if it is broken.',
            '연결 자체를 고치지는 않습니다. 설치 후 연결을 시도하고, 끊겨 있으면 다시 승인을 요청합니다.',
          ),
        ),
        proof: [
          text(
            'The VM runs and its guest agent is ready, so the extension can be installed.',
            'VM이 실행 중이고 게스트 에이전트가 준비되어 확장을 설치할 수 있습니다.',
          ),
          text(
            `The guest agent reports no Network Watcher agent, and ARM knows no extension ${WATCHER_AGENT}.`,
            `게스트 에이전트가 보고한 Network Watcher 에이전트가 없고, ARM에도 ${WATCHER_AGENT} 확장이 없습니다.`,
          ),
        ],
        losses: [
          text(
            'Nothing. The agent stays in the VM, and Azure keeps its minor version up to date.',
            '없습니다. 에이전트는 VM에 남고 Azure가 부 버전을 최신으로 유지합니다.',
          ),
        ],
      },
    };
  },
};
