import type { Box } from '../../shared/model/flow';
import { flowDiff } from '../../shared/network/flow-diff';
import { nsgEvaluator } from '../../shared/network/nsg';
import type { SecurityRule } from '../../shared/network/rules';
import { DEFAULT_RULES } from '../../shared/network/rules';

export interface BenchLine {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: string;
}

const CONTEXT = { virtualNetwork: ['10.0.0.0/8'] };

/** A fixed sequence of numbers below `limit`, so that every run measures the same rules. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Rules as large groups have them: offices and subnets, single ports and ranges, some tags, a third of them denying. */
function someRules(count: number, seed: number): readonly SecurityRule[] {
  const next = numbers(seed);
  const tags = ['Internet', 'VirtualNetwork', 'GatewayManager', 'AzureCloud', '*'];
  return Array.from({ length: count }, (_, index): SecurityRule => {
    const port = 1 + next(60000);
    const tagged = next(20) === 0;
    return {
      name: `rule-${index}`,
      direction: 'Inbound',
      access: next(3) === 0 ? 'Deny' : 'Allow',
      protocol: next(4) === 0 ? 'Udp' : 'Tcp',
      priority: 100 + index * 3,
      sources: [tagged ? tags[next(tags.length)]! : `${20 + next(60)}.${next(256)}.${next(256)}.0/${16 + next(9)}`],
      sourcePorts: ['*'],
      destinations: [`10.${next(256)}.${next(256)}.0/24`],
      destinationPorts: [next(3) === 0 ? `${port}-${port + next(5000)}` : `${port}`],
    };
  });
}

const infrastructure = (priority: number): SecurityRule => ({
  name: 'infrastructure',
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  priority,
  sources: ['GatewayManager'],
  sourcePorts: ['*'],
  destinations: ['*'],
  destinationPorts: ['65200-65535'],
});

/** A rule that many others overlap: the hard case for a flow diff. */
const wide = (priority: number): SecurityRule => ({
  ...infrastructure(priority),
  sources: ['Internet'],
  destinationPorts: ['*'],
});

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

function medianMs(times: number, run: () => unknown): number {
  return median(
    Array.from({ length: times }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    }),
  );
}

function verdictsPerSecond(): BenchLine {
  const next = numbers(7);
  const evaluator = nsgEvaluator(someRules(1000, 1), CONTEXT);
  const flows = Array.from({ length: 2000 }, (): Box => ({
    direction: 'Inbound',
    protocol: 'Tcp',
    source: `${20 + next(60)}.${next(256)}.${next(256)}.${next(256)}`,
    sourcePorts: '*',
    destination: `10.${next(256)}.${next(256)}.${next(256)}`,
    destinationPorts: `${1 + next(65000)}`,
  }));
  const ms = medianMs(5, () => flows.map(evaluator));
  return { name: 'NSG verdicts, 1,000 rules', value: (flows.length / ms) * 1000, unit: 'verdicts/s' };
}

function diffLine(): BenchLine {
  const before = someRules(1000, 1);
  const after = [...structuredClone(before), infrastructure(1601)];
  const value = medianMs(15, () => flowDiff(before, after, CONTEXT));
  return { name: 'flow diff, 1,000 rules, one added', value, unit: 'ms', aim: 'about 10 ms' };
}

function wideLine(): BenchLine {
  const before = someRules(100, 1);
  const after = [...before, wide(251)];
  const value = medianMs(5, () => flowDiff(before, after, CONTEXT));
  return { name: 'flow diff, 100 rules, one added that most of them overlap', value, unit: 'ms' };
}

/**
 * The obvious way: cut every side at every bound that a rule names and try each cell of the grid. Addresses are kept to
 * /24 networks, which is all that these rules name.
 */
function gridDiff(before: readonly SecurityRule[], after: readonly SecurityRule[]): number {
  const all = [...before, ...after, ...DEFAULT_RULES].filter((rule) => rule.direction === 'Inbound');
  const sources = [...new Set(all.flatMap((rule) => rule.sources))].map(representative);
  const destinations = [...new Set(all.flatMap((rule) => rule.destinations))].map(representative);
  const ports = [...new Set(all.flatMap((rule) => rule.destinationPorts.flatMap(boundsOf)))];
  const verdicts = { before: nsgEvaluator(before, CONTEXT), after: nsgEvaluator(after, CONTEXT) };
  let changed = 0;
  for (const source of sources)
    for (const destination of destinations)
      for (const port of ports) {
        const flow: Box = {
          direction: 'Inbound',
          protocol: 'Tcp',
          source,
          sourcePorts: '*',
          destination,
          destinationPorts: `${port}`,
        };
        if (verdicts.before(flow).access !== verdicts.after(flow).access) changed++;
      }
  return changed;
}

const representative = (text: string): string => (text.includes('/') ? text.slice(0, text.indexOf('/')) : text);

function boundsOf(ports: string): readonly number[] {
  if (ports === '*') return [0];
  const [from = '0', to = from] = ports.split('-');
  return [Number(from), Math.min(65535, Number(to) + 1)];
}

function againstGrid(): BenchLine {
  const before = someRules(25, 3);
  const after = [...before, infrastructure(131)];
  const exact = medianMs(9, () => flowDiff(before, after, CONTEXT));
  const grid = medianMs(1, () => gridDiff(before, after));
  return { name: 'flow diff against a full grid, 25 rules', value: grid / exact, unit: 'times faster' };
}

/** Measures the network core. Takes a few seconds. Prints nothing. */
export function benchNetwork(): BenchLine[] {
  return [verdictsPerSecond(), diffLine(), wideLine(), againstGrid()];
}
