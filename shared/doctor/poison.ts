import { az } from '../model/az';
import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { queueLength } from '../installation/storage';
import { onApp } from './commands';
import { apart, wrong } from './findings';
import { homeOf } from './given';
import { recordsAccount } from './storage';

/** Where a message goes that failed every time, and what takes it from there; `undefined`: nothing does. */
const queues = [
  { queue: 'incidents-poison', takenBy: 'incident-poison' },
  { queue: 'looks-poison', takenBy: 'look-poison' },
  { queue: 'incidents-poison-poison' },
  { queue: 'looks-poison-poison' },
] as const satisfies readonly { queue: string; takenBy?: string }[];

/** No message that failed every time is left. */
export const poison: InstallationCheck = {
  id: 'poison',
  part: 'storage',
  examine(see, installation) {
    const account = recordsAccount(see, installation);
    return apart(queues, ({ queue, ...more }) => {
      const { messages } = see(queueLength, { account: account.id, queue });
      if (messages === 0) return [];
      return [
        wrong(
          'poison',
          text(
            `${messages} message(s) that failed every time are in the queue ${queue}.`,
            `매번 실패한 메시지 ${messages}개가 큐 ${queue}에 있습니다.`,
          ),
          'takenBy' in more
            ? text(
                `The function ${more.takenBy} does not take them: their incidents do not end, and nobody is told.`,
                `함수 ${more.takenBy}이(가) 처리하지 않고 있습니다. 해당 인시던트가 끝나지 않고 아무에게도 알려지지 않습니다.`,
              )
            : text(
                'Even telling of them has failed: look for exceptions in the log, and at their incidents, before they are cleared.',
                '이를 알리는 일도 실패했습니다. 지우기 전에 로그의 예외와 해당 인시던트를 살펴보세요.',
              ),
          [
            'takenBy' in more
              ? onApp(installation, 'restart')
              : az('storage message clear', {
                  subscription: homeOf(installation),
                  'account-name': account.name,
                  'queue-name': queue,
                  'auth-mode': 'login',
                }),
          ],
        ),
      ];
    });
  },
};
