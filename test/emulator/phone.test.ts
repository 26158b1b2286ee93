import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { incidentCard } from '../../shared/cards/card';
import { firstSentence } from '../../shared/cards/format';
import type { Language } from '../../shared/model/text';
import { states } from '../../shared/simulation/teams/states';
import { root } from '../service/built';
import { browserPath } from './browser';

// Every state of a card in a browser, as wide as Teams shows it on a small phone.

jest.setTimeout(120_000);

const screen = { width: 320, height: 640 };
const languages: readonly Language[] = ['en', 'ko'];
const pageFolder = path.join(root, 'shared/simulation/teams/page');
const inPage = (name: string) => readFileSync(path.join(pageFolder, name), 'utf8');
const renderer = createRequire(__filename).resolve('adaptivecards/dist/adaptivecards.min.js');

/** Draws `window.json` as the card of the page; its names are those of the browser. */
const draw = `
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(cardStyle);
  card.parse(json);
  document.querySelector('.card').replaceChildren(card.render());
`;

/** The bottom of the last of these, px from the top; 0 where there is none. */
const bottomOf = (page: Page, selector: string) =>
  page.evaluate<number>(
    `Math.max(0, ...[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.getBoundingClientRect().bottom))`,
  );

const file = browserPath();
const inBrowser = file === undefined ? describe.skip : describe;
inBrowser(file === undefined ? 'on a phone (skipped: no Chromium here)' : 'on a phone', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: file ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: screen });
    await page.setContent('<!doctype html><body><div class="card"></div></body>');
    await page.addStyleTag({ content: `${inPage('channel.css')} body { display: block; }` });
    await page.addScriptTag({ path: renderer });
    await page.addScriptTag({ content: inPage('card-style.js').replace('export const', 'var') });
  });
  afterAll(() => browser.close());

  const show = async (name: string, language: Language) => {
    const view = states[name];
    if (!view) throw new Error(`There is no state ${name}.`);
    await page.evaluate(`var json = ${JSON.stringify(incidentCard(view, language))}; ${draw}`);
    return { view, text: await page.locator('.card').innerText() };
  };

  describe.each(languages)('in %s', (language) => {
    test.each(Object.keys(states))(
      '%s: what has to be known is on the first screen, and nothing is cut off',
      async (name) => {
        const { view, text } = await show(name, language);
        expect(await bottomOf(page, '.card')).toBeLessThanOrEqual(screen.height);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(screen.width);
        for (const said of [view.broken, ...view.shownBy.slice(0, 1).map(firstSentence)])
          expect(text).toContain(said[language]);
        if (view.status.kind !== 'asking') return;
        const { effect, losses, code } = view.status.question;
        for (const said of [firstSentence(effect), ...losses]) expect(text).toContain(said[language]);
        expect(text).toContain(code);
        expect(text).toContain('KST');
        for (const button of ['positive', 'destructive']) {
          const bottom = await bottomOf(page, `button.style-${button}`);
          expect(bottom).toBeGreaterThan(0);
          expect(bottom).toBeLessThanOrEqual(screen.height);
        }
      },
    );
  });

  test('a selected title unfolds what is below it, and folds it again', async () => {
    await show('asked', 'en');
    const request = page.getByText('PUT /subscriptions', { exact: false });
    await expect(request.isVisible()).resolves.toBe(false);
    await page.getByText('▸ Details').click();
    await expect(request.isVisible()).resolves.toBe(true);
    await page.getByText('▾ Details').click();
    await expect(request.isVisible()).resolves.toBe(false);
  });

  test.each(['light', 'dark', 'contrast'])(
    'in the %s theme every text stands out from what is behind it',
    async (theme) => {
      await page.evaluate(`document.documentElement.dataset.theme = ${JSON.stringify(theme)}`);
      for (const name of Object.keys(states)) {
        await show(name, 'en');
        expect([name, await page.evaluate(faint)]).toEqual([name, []]);
        await page.getByText('▸ Evidence').click();
        expect([name, await page.evaluate(faint)]).toEqual([name, []]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(screen.width);
      }
    },
  );
});

/** The texts of the card whose contrast is below 4.5 : 1 (WCAG 2.2, 1.4.3). */
const faint = `(() => {
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const over = (colours) => {
    paint.clearRect(0, 0, 1, 1);
    for (const colour of colours) { paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1); }
    const light = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
  };
  const behind = (element) => (element ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : []);
  const texts = [...document.querySelectorAll('.card *')].filter((each) =>
    [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '') && each.checkVisibility());
  return texts.filter((each) => {
    const ground = behind(each);
    const [light, dark] = [over(ground), over([...ground, getComputedStyle(each).color])].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05) < 4.5;
  }).map((each) => each.textContent);
})()`;
