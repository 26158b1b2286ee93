import { randomInt } from '../../shared/simulation/random';
import type { Death, Play } from './plays';

/** A scenario, and about how many requests its incident takes when nothing goes wrong. */
const incidents = [
  { scenario: 'gateway-v2-ports-denied', requests: 140 },
  { scenario: 'vm-hung-guest', requests: 280 },
  { scenario: 'vm-bad-node', requests: 500 },
] as const;

/**
 * The play that a seed stands for: three hosts, one after the other, die at the n-th request that they send. A fourth death on
 * one message would make it a poisonous one, which ends the incident as it should.
 */
export function randomPlay(seed: number): Play {
  const upTo = randomInt(seed);
  const { scenario, requests } = incidents[upTo(incidents.length)]!;
  const death = (): Death => ({ when: upTo(2) === 0 ? 'before' : 'after', nth: 1 + upTo(Math.floor(requests / 3)) });
  return { name: `seed ${seed}`, scenario, hosts: 1, deaths: [death(), death(), death()], alert: 'until-taken' };
}
