import type { Table } from '../../shared/store/storage';
import { virtualClock } from '../../shared/simulation/host/clock';
import { memoryStorage } from '../../shared/simulation/storage/memory';
import { storeContract } from './contract';
import { storeUnderTest } from './under-test';

storeContract('Storage in memory', () => {
  const clock = virtualClock('2026-01-01T00:00:00Z');
  const storage = memoryStorage({ now: () => clock.now(), pick: () => 0 });
  let losing = false;
  const incidents: Table = {
    ...storage.incidents,
    async submitTransaction(writes) {
      const answer = await storage.incidents.submitTransaction(writes);
      if (!losing) return answer;
      losing = false;
      // As the SDK does, which tries again when no answer comes.
      return storage.incidents.submitTransaction(writes);
    },
  };
  const subject = storeUnderTest({ ...storage, incidents }, clock, {
    loseNextCommitAnswer: () => {
      losing = true;
    },
    close: () => {
      clock.restore();
      return Promise.resolve();
    },
  });
  return Promise.resolve(subject);
});
