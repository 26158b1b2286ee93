import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { virtualClock } from './clock';

describe('a virtual clock', () => {
  it('stands still until it is advanced', () => {
    const clock = virtualClock('2026-01-01T00:00:00Z');
    try {
      expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z');
      clock.advance(1500);
      expect(Date.now()).toBe(Date.UTC(2026, 0, 1) + 1500);
      expect(clock.now()).toBe(Date.now());
      expect(new Date(0).getTime()).toBe(0);
      expect(new Date(2026, 5).getMonth()).toBe(5);
    } finally {
      clock.restore();
    }
  });

  it('gives the real time back', () => {
    const before = Date.now();
    const clock = virtualClock('2000-01-01T00:00:00Z');
    clock.restore();

    expect(Date.now()).toBeGreaterThanOrEqual(before);
  });

  it('makes dates like any other', () => {
    const before = new Date();
    const clock = virtualClock('2026-01-01T00:00:00Z');
    try {
      expect(before instanceof Date).toBe(true);
      expect(new Date() instanceof Date).toBe(true);
      expect(Date()).toContain('2026');
    } finally {
      clock.restore();
    }
  });
});

describe('the preloaded clock', () => {
  const preload = join(__dirname, 'scaled-clock.cjs');
  const run = (script: string, clock: string) =>
    spawnSync(process.execPath, ['--require', preload, '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, RECONNECT_CLOCK: clock },
    });

  it('runs as fast as it is told, from where it is told', () => {
    const realOrigin = Date.now() - 10_000;
    const virtualOrigin = Date.UTC(2030, 0, 1);

    const { stdout } = run(
      'console.log(JSON.stringify([Date.now(), new Date()]))',
      `${realOrigin},${virtualOrigin},60`,
    );
    const elapsed = Date.now() - realOrigin;

    const [now, written] = JSON.parse(stdout) as [number, string];
    expect(now - virtualOrigin).toBeGreaterThanOrEqual(10_000 * 60);
    expect(now - virtualOrigin).toBeLessThanOrEqual(elapsed * 60);
    expect(written).toMatch(/^2030-01-01T00:1/);
  });

  it('refuses what is not a clock', () => {
    const { status, stderr } = run('', 'soon');

    expect(status).not.toBe(0);
    expect(stderr).toContain('RECONNECT_CLOCK');
  });
});
