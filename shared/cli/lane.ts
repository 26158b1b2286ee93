import { play, setupFor, type Played } from '../simulation/simulator/play';
import { readStock } from '../simulation/simulator/stock';
import type { Told } from './simulate';

// The process in which `reconnect simulate` plays some of its seeds, one after the other: a bundle of its own, with its packages,
// because it is started for each core. It is run in the project's folder, takes the seeds, and prints a JSON line for each.

const told = (seed: number, { ran, violations }: Played): Told => ({
  seed,
  incidents: ran?.incidents.length ?? 0,
  sends: ran?.sends.length ?? 0,
  violations: [...violations],
});

async function playAll(seeds: readonly number[]): Promise<void> {
  const stock = await readStock(process.cwd());
  for (const seed of seeds) console.log(JSON.stringify(told(seed, await play(setupFor(seed, stock), stock))));
}

void playAll(process.argv.slice(2).map(Number));
