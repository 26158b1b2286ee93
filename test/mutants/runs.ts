import type { Answer, Injection } from '../../shared/simulation/simulator/fault-injection';
import type { Run } from './mutant';

// Runs of the simulator in which something that a mutant is without would be needed.

export const minute = 60_000;
export const answer = (
  question: number,
  who: Answer['who'] = 'kim',
  decision: Answer['decision'] = 'approve',
): Injection => ({
  kind: 'answer',
  answer: { question, who, decision, afterMs: minute, about: 'the-card' },
});
export const anotherAlert = (at: number): Injection => ({ kind: 'alert-again', at, of: 0, sameId: false });

/** A gateway's NSG is mended. */
export const mended: Run = { scenario: 'gateway-v2-ports-denied', injections: [answer(1)] };
/** A rule is added, does not help, and is taken away again, about seven minutes later. */
export const noHelp: Run = { scenario: 'gateway-repair-does-not-help', injections: [answer(1)] };
/** People say no, and an alert tells of the same trouble again. */
export const saidNo: Run = {
  scenario: 'gateway-v1-ports-denied',
  injections: [answer(1, 'kim', 'reject'), anotherAlert(60 * minute)],
};
const hung = (at: number, isHung: boolean): Injection => ({
  kind: 'estate',
  happening: { at: at / 1000, kind: 'guest', vm: 'vm-queue-app1', set: { hung: isHung } },
});
const swept: Injection = { kind: 'sweeps', everyMs: 15 * minute };
/** A restart helps, and more than an hour later the VM hangs again, of which no alert tells. */
export const comesAgain: Run = { scenario: 'vm-hung-guest', injections: [answer(1), hung(80 * minute, true), swept] };
/** People say no, and an hour later the VM answers again by itself. */
export const goesAgain: Run = {
  scenario: 'vm-hung-guest',
  injections: [answer(1, 'kim', 'reject'), hung(60 * minute, false), swept],
};
/** People say no, and the first sweep may not look at the gateway. */
export const unseen: Run = {
  scenario: 'gateway-v1-ports-denied',
  injections: [
    answer(1, 'kim', 'reject'),
    {
      kind: 'azure',
      fault: {
        at: 10 * 60,
        path: '/backendhealth',
        times: 1,
        answer: { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'Not now.' },
      },
    },
    swept,
  ],
};
/** Azure takes longer than people should wait for their first word. */
export const slow: Run = { scenario: 'vm-run-command-never-ends', injections: [] };
/** A script and an extension, one after the other. */
export const twoSteps: Run = { scenario: 'vm-sshd-config-invalid', injections: [answer(1)] };
/** While one alert is asked about, there comes another. */
export const joined: Run = { scenario: 'gateway-v2-ports-denied', injections: [anotherAlert(4 * minute)] };
/** A VM hangs again half an hour after it was restarted, and one restart in two hours is allowed. */
export const again: Run = {
  scenario: 'vm-hung-guest',
  limits: { cooldownMinutes: 120, echoMinutes: 0 },
  injections: [answer(1), hung(60 * minute, true), anotherAlert(62 * minute), answer(2), answer(3)],
};
/** Two fixes are needed within an hour, in which one is allowed. */
export const oneAnHour: Run = {
  scenario: 'vm-bad-node',
  limits: { perHour: { total: 1 } },
  injections: [answer(1), answer(2)],
};
/** A gateway must be stopped, and one person approves. */
export const severeByOne: Run = { scenario: 'gateway-name-remembered', injections: [answer(1)] };
/** Nobody knows that the extension was put there. */
export const extensionAnswerLost: Run = {
  scenario: 'vm-sshd-config-invalid',
  injections: [
    answer(1),
    {
      kind: 'azure',
      fault: { at: 0, method: 'PUT', path: '/extensions', times: 1, answer: { kind: 'drop-answer' } },
    },
  ],
};
