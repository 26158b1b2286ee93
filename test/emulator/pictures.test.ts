import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { noTimes } from '../../shared/simulation/twin';
import { built, root } from '../service/built';
import { browserPath } from './browser';
import { channel, hostProgram, setStage } from './stage';

// `PICTURES=1 npm test test/emulator/pictures` makes the pictures of the docs again, as Microsoft's emulator of Teams shows the cards.

jest.setTimeout(240_000);

const folder = path.join(root, 'shared/docs/pictures');
const whenWanted = process.env['PICTURES'] === undefined ? test.skip : test;

whenWanted('the cards of a question, while it is applied, and of its end', async () => {
  const app = built(hostProgram);
  const stage = await setStage(app, 'gateway-v2-ports-denied', undefined, { ...noTimes, securityRule: 10_000 });
  const browser = await chromium.launch({ executablePath: browserPath() ?? '', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 2600 } });
    await page.route(/^https:/, (route) => route.abort());
    await page.goto(stage.page);
    await page.getByText(channel.name, { exact: true }).first().click();
    await stage.alert();
    mkdirSync(folder, { recursive: true });
    const picture = async (name: string, text: string | RegExp) => {
      await page.getByText(text).first().waitFor();
      await page
        .locator('.ac-adaptiveCard')
        .last()
        .screenshot({ path: path.join(folder, `${name}.png`) });
    };
    await picture('asked', 'Waiting for your decision');
    await page.getByText('▸ Evidence').click();
    await picture('evidence', 'Application Gateway');
    await page.getByText('▾ Evidence').click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await picture('approved', /Applying the fix/);
    await picture('verified', 'Connected again');
  } finally {
    await browser.close();
    await stage.close();
    app.remove();
  }
});
