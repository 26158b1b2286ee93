import type { Mutant } from '../mutant';
import { comesAgain, goesAgain, saidNo, unseen } from '../runs';
import { mutant, promise, test } from '../write';

const look = (name: string) => test('shared/incident/look.test.ts', name);

export const memory: readonly Mutant[] = [
  mutant(
    'the pace of a sweep',
    'incident/sweep.ts',
    'at: from + (delays[index] ?? 0)',
    'at: from',
    test('shared/incident/sweep.test.ts', 'as fast as ARM’s limits allow'),
  ),
  mutant(
    'what the pace of a sweep leaves to incidents',
    'incident/pace.ts',
    'buckets[kind].size * (1 - headroom)',
    'buckets[kind].size',
    test('shared/incident/pace.test.ts', 'stays within four fifths'),
  ),
  mutant(
    'the look at how much ARM still takes',
    'incident/look.ts',
    'azure: sparing(deps.azure, deps.now)',
    'azure: deps.azure',
    test('shared/incident/look.test.ts', 'once there is room again'),
  ),
  mutant(
    'what people know of a target',
    'incident/let-go.ts',
    'letGoBy(id, memoryOf(state, events))',
    'letGoBy(id)',
    look('where people said no'),
  ),
  mutant(
    'asking what people know',
    'incident/look.ts',
    'if (!isBusy && isNews(told, seen)) {',
    'if (told) {',
    promise('nobody is told the same twice', saidNo),
  ),
  mutant(
    'the time after which people are asked again',
    'incident/memory.ts',
    'now < Date.parse(memory.toldAt) + askAgainAfterHours * hourMs',
    'true',
    look('and then they are asked again'),
  ),
  mutant(
    'the plans in what people know',
    'incident/memory.ts',
    'return !told(assessment.proposal.hash);',
    'return false;',
    look('is put to people again when the plan is another one'),
  ),
  mutant(
    'the guards in what people know',
    'incident/memory.ts',
    'return [stoppedMark(event.proposal), ...(leader === undefined ? [] : [event.proposal.hash])];',
    'return [event.proposal.hash];',
    look('is put to people as soon as nothing stops the plan any more'),
  ),
  mutant(
    'forgetting what is over',
    'incident/look.ts',
    "await say('healthy', memory, deps);\n    return remember(undefined);",
    "await say('healthy', memory, deps);\n    return;",
    look('is said to be well again on the card that told of it'),
  ),
  mutant(
    'saying that it is well again',
    'incident/look.ts',
    "await say('healthy', memory, deps);\n",
    '',
    promise('no transition is lost', goesAgain),
  ),
  mutant(
    'the incident for what a sweep found',
    'incident/look.ts',
    "return tells ? store.send({ kind: 'signal', signal: asNews(signal) }, now()) : undefined;",
    'return;',
    promise('no transition is lost', comesAgain),
  ),
  mutant(
    'that a sweep opens no incident where all is well',
    'incident/look.ts',
    'if (!memory) return;',
    "if (!memory) return store.send({ kind: 'signal', signal }, now());",
    promise('nobody is told of what is well', comesAgain),
  ),
  mutant(
    'that what cannot be seen is not well again',
    'incident/look.ts',
    "if (seen.presence.kind === 'absent') {",
    "if (seen.presence.kind !== 'present') {",
    promise('nobody is told the same twice', unseen),
  ),
  mutant(
    'the look after a look',
    'incident/look.ts',
    "if (kept.value.then) await deps.store.send({ kind: 'look', signal: kept.value.then }, deps.now());",
    '',
    look('is only looked at when an alert reports it'),
  ),
  mutant(
    'that a look which could not see all of it is no news',
    'incident/memory.ts',
    ' && !isBlind(assessment)',
    '',
    look('because a look could not see all of it'),
  ),
  mutant(
    'letting go of a look that leaves the target to an incident',
    'incident/look.ts',
    /(?<=leaveToIncident\(signal[^\n]*\n)\s*return kept && endLook\(signal, deps\);/,
    'return;',
    look('although an incident was opened during a look'),
  ),
  mutant(
    'letting go of a look that failed',
    'incident/fail.ts',
    'return endLook(message.signal, deps);',
    'return;',
    look('although a look failed for good'),
  ),
];
