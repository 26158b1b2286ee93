import { virtualClock } from '../../shared/simulation/host/clock';
import { play } from './play';
import type { PlayOptions } from './play-set';
import type { Play, Played } from './plays';

/** What the driver says of a play that it was sent. */
export type Told =
  { readonly kind: 'played'; readonly played: Played } | { readonly kind: 'failed'; readonly because: string };

/**
 * Run by the tests with `fork`, {@link PlayOptions} as JSON in `argv`, and sent one {@link Play} after the other. There is one
 * clock for the driver and its hosts, and it stands still while anybody has anything to do: a slow machine sees the same as a
 * fast one, and nobody waits in vain.
 */
function main(): void {
  const options = JSON.parse(process.argv[2] ?? '') as PlayOptions;
  const clock = virtualClock('2026-03-02T09:00:00.000Z');
  const tell = (told: Told): void => void process.send?.(told);
  process.on('message', (each: Play) => {
    play(each, options, clock).then(
      (played) => tell({ kind: 'played', played }),
      (error: unknown) => tell({ kind: 'failed', because: error instanceof Error ? `${error.stack}` : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}

main();
