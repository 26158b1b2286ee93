import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkPage } from '../shared/cards/check-page';
import type { Checked } from '../shared/cards/checked';
import { text } from '../shared/model/text';
import { temporaryFolder } from '../shared/simulation/temporary-folder';
import { browserPath } from './emulator/browser';

const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/agw';
const nasty = `<img src=x onerror="document.title='taken'">&'"`;
const long = `pls-${'very-long-name-'.repeat(12)}`;
const same = (said: string) => text(said, said);
const source = { document: 'Document', section: 'Section', link: 'https://learn.microsoft.com/azure/' };

const checked: Checked = {
  target: { kind: 'gateway', id },
  resource: { name: nasty, id },
  condition: 'broken',
  broken: same(`${nasty} is broken`),
  because: same(`${nasty} shows it`),
  triedFrom: [],
  path: [
    [{ what: same('network security group'), name: long, state: 'blamed' }],
    [{ what: same('Application Gateway'), name: nasty, state: 'passed' }],
    Array.from({ length: 12 }, (_, index) => ({
      what: same('backend'),
      name: index % 2 === 0 ? `10.0.0.${index}` : long,
      state: index % 2 === 0 ? ('well' as const) : ('unwell' as const),
    })),
  ],
  causes: [
    { cause: 'a/b', title: same(nasty), kind: 'found', because: same(long), blamed: { id, place: nasty }, source },
    { cause: 'a/c', title: same('Another'), kind: 'excluded', because: same(nasty), source },
  ],
  remedy: {
    title: same('Mend it'),
    risk: 'high',
    effect: same(long),
    proof: [],
    opens: [],
    closes: [],
    losses: [same('Everything')],
    source,
    commands: [`az vm restart --name '${long}${nasty}'`],
    undo: [],
  },
  missing: [{ action: 'Microsoft.Network/networkSecurityGroups/read', resource: id }],
  unexported: [],
};
const page = checkPage([checked, { ...checked, condition: 'unclear' }], 'ko', '2026-11-26T20:29:00Z', 'Asia/Seoul');

test('of many beside each other the worst are drawn, and how many the rest are', () => {
  expect(page.match(/<g class="unwell"/g)).toHaveLength(2 * 6);
  expect(page.match(/<g class="well"/g)).toHaveLength(2 * 2);
  expect(page).toContain('외 4개');
});

test('what came from Azure is text in it and nothing else', () => {
  expect(page).not.toContain('<img');
  expect(page.match(/<script|\son\w+="/g)).toBeNull();
  expect(page).toContain('&#60;img src=x');
  expect(page).toContain(`default-src 'none'`);
});

const chromium = browserPath();
const { path: folder, remove } = temporaryFolder('page');
afterAll(remove);

/** Runs the browser on a page without a window, and answers what it prints. */
function browse(html: string, ...options: readonly string[]): string {
  const file = path.join(folder, 'page.html');
  writeFileSync(file, html);
  const profile = `--user-data-dir=${path.join(folder, 'profile')}`;
  const own = ['--headless', '--no-sandbox', '--disable-gpu', '--window-size=800,900', profile];
  return execFileSync(chromium ?? '', [...own, ...options, `file://${file}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

const inBrowser = chromium === undefined ? describe.skip : describe;
inBrowser(
  chromium === undefined
    ? 'in a browser (skipped: no Chromium here; get it by apt-get install chromium)'
    : 'in a browser',
  () => {
    // The page itself lets no script run, so what measures it comes with a copy that does.
    const measure = `<script>
      const wide = [...document.querySelectorAll('svg g')].filter((group) => {
        const rect = group.querySelector('rect').getBoundingClientRect();
        return [...group.querySelectorAll('text')].some((text) => {
          const { left, right } = text.getBoundingClientRect();
          return left < rect.left || right > rect.right;
        });
      });
      const { scrollWidth, clientWidth } = document.documentElement;
      const scale = Math.min(...[...document.querySelectorAll('svg')].map((svg) => svg.getScreenCTM().a));
      const led = [...document.querySelectorAll('nav a')].every((link) => document.querySelector(link.hash));
      document.title = JSON.stringify({ wide: wide.length, beyond: scrollWidth - clientWidth, images: document.images.length, readable: scale > 0.75, led });
    </script>`;

    test('everything is where it belongs, on a phone too', () => {
      for (const size of ['800,900', '380,800']) {
        const shown = browse(
          page.replace(/<meta http-equiv[^>]+>/, '') + measure,
          `--window-size=${size}`,
          '--dump-dom',
        );
        const [, title = '{}'] = /<title>(\{.*?\})<\/title>/.exec(shown) ?? [];
        expect(JSON.parse(title)).toEqual({ wide: 0, beyond: 0, images: 0, readable: true, led: true });
      }
    }, 60_000);

    test('it prints, each target on a page of its own', () => {
      const file = path.join(folder, 'page.pdf');
      browse(page, `--print-to-pdf=${file}`);
      const pages = readFileSync(file, 'latin1').match(/\/Type\s*\/Page\b/g) ?? [];
      expect(pages.length).toBeGreaterThanOrEqual(2);
    }, 60_000);
  },
);
