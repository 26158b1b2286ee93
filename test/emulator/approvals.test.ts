import { chromium, type Browser, type Page } from 'playwright-core';
import { askHealth } from '../../shared/cli/ask-health';
import type { IncidentEvent } from '../../shared/incident/events';
import { built, type Built } from '../service/built';
import { browserPath } from './browser';
import { channel, hostProgram, setStage, type Stage } from './stage';

// Decisions in Microsoft's own emulator of a Teams client, in a browser, about the packaged app.

jest.setTimeout(120_000);

const file = browserPath();
const inBrowser = file === undefined ? describe.skip : describe;
inBrowser(
  file === undefined ? 'in Teams (skipped: no Chromium here; get it by apt-get install chromium)' : 'in Teams',
  () => {
    let app: Built;
    let browser: Browser;
    let stage: Stage;
    beforeAll(async () => {
      app = built(hostProgram);
      browser = await chromium.launch({ executablePath: file ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    });
    afterAll(async () => {
      await browser.close();
      app.remove();
    });
    afterEach(() => stage.close());

    /** Somebody who looks at the channel. */
    async function visitor(): Promise<Page> {
      const page = await browser.newPage();
      await page.route(/^https:/, (route) => route.abort());
      await page.goto(stage.page);
      await page.getByText(channel.name, { exact: true }).first().click();
      return page;
    }

    const happened = async <K extends IncidentEvent['kind']>(kind: K) =>
      (await stage.events()).filter((event): event is Extract<IncidentEvent, { kind: K }> => event.kind === kind);
    const button = (page: Page, name: 'Approve' | 'Reject' | 'Mute 2 h') =>
      page.getByRole('button', { name, exact: true });

    test('the team that the app is added to is greeted, and the app knows that it is there', async () => {
      stage = await setStage(app, 'gateway-v2-ports-denied');
      expect(await askHealth(stage.url)).toMatchObject({ health: { bot: 'unseen' } });
      const page = await visitor();
      await page.getByText(`It tells and asks in the channel ${channel.name}`).first().waitFor();
      expect(await askHealth(stage.url)).toMatchObject({ health: { bot: 'in-channel' } });
    });

    test('an approval with a reason mends it, and the card says so', async () => {
      stage = await setStage(app, 'gateway-v2-ports-denied');
      const page = await visitor();
      await stage.alert();
      await page.getByText('Waiting for your decision').waitFor();
      expect(stage.writes()).toEqual([]);
      await page.getByText('▸ Reason').click();
      const reason = page.getByLabel('Why');
      // The emulator takes what is typed only where somebody clicked, and when they leave it.
      await reason.click();
      await reason.fill('agreed on the phone');
      await reason.blur();
      await button(page, 'Approve').click();
      await page.getByText('Connected again').first().waitFor();
      expect(await happened('answered')).toMatchObject([{ decision: 'approve', reason: 'agreed on the phone' }]);
      expect(stage.writes()).toMatchObject([{ method: 'PUT' }]);
    });

    test('a rejection ends it, and the buttons are gone', async () => {
      stage = await setStage(app, 'gateway-v2-ports-denied');
      const page = await visitor();
      await stage.alert();
      await button(page, 'Reject').click();
      await page.getByText(`${stage.approver.name} rejected the fix. Nothing was changed.`).first().waitFor();
      await expect(button(page, 'Approve').count()).resolves.toBe(0);
      expect(stage.writes()).toEqual([]);
    });

    test('an approver mutes it, its thread says so, and the question stays open', async () => {
      stage = await setStage(app, 'gateway-v2-ports-denied');
      const page = await visitor();
      await stage.alert();
      await button(page, 'Mute 2 h').click();
      await page.getByText(`Muted by ${stage.approver.name} until`).first().waitFor();
      expect(await happened('muted')).toMatchObject([{ by: { name: stage.approver.name } }]);
      expect(await happened('answered')).toEqual([]);
      await expect(button(page, 'Approve').count()).resolves.toBe(1);
    });

    test('somebody who is no approver is told so, and the question stays open', async () => {
      const stranger = { id: '5e3c1f7a-2b64-4d18-9a0f-c7d1e8b24f90', name: 'Sam Stranger' };
      stage = await setStage(app, 'gateway-v2-ports-denied', stranger);
      const page = await visitor();
      await stage.alert();
      await button(page, 'Approve').click();
      await page.getByText(`Only ${stage.approver.name}`).first().waitFor();
      expect(await happened('answered')).toEqual([]);
      await expect(button(page, 'Approve').count()).resolves.toBe(1);
    });

    test('of two people who must approve, the second has it applied', async () => {
      stage = await setStage(app, 'gateway-two-people-approve');
      const page = await visitor();
      await stage.alert();
      await button(page, 'Approve').click();
      await page.getByText(`Approved by ${stage.approver.name}; a second approval is needed`).first().waitFor();
      expect(stage.writes()).toEqual([]);
      const second = stage.approvers[1];
      if (!second) throw new Error('There is nobody else.');
      await stage.approve(second);
      await page.getByText('Connected again').first().waitFor();
      expect(await happened('answered')).toMatchObject([
        { by: { name: stage.approver.name } },
        { by: { name: second.name } },
      ]);
      expect(stage.writes()).toHaveLength(1);
    });

    test('an approval that is written, with a reason', async () => {
      stage = await setStage(app, 'gateway-v2-ports-denied');
      const page = await visitor();
      await stage.alert();
      await button(page, 'Approve').waitFor();
      const [asked] = await happened('asked');
      await page.locator('[contenteditable=true]').first().click();
      // As Teams, the emulator passes on only what mentions the bot.
      await page.keyboard.type('@');
      await page.getByRole('menuitem', { name: 'Reconnect' }).click();
      await page.keyboard.insertText(` approve ${asked?.approval.code} known change`);
      await page.keyboard.press('Enter');
      await page.getByText('Connected again').first().waitFor();
      expect(await happened('answered')).toMatchObject([{ decision: 'approve', reason: 'known change' }]);
      expect(stage.writes()).toMatchObject([{ method: 'PUT' }]);
    });

    test('of two browsers one decides, and both show which', async () => {
      stage = await setStage(app, 'gateway-v2-ports-denied');
      const [one, other] = [await visitor(), await visitor()];
      await stage.alert();
      await Promise.all([button(one, 'Approve').waitFor(), button(other, 'Reject').waitFor()]);
      await Promise.all([button(one, 'Approve').click(), button(other, 'Reject').click()]);
      const said = /Connected again|^Rejected$/;
      await Promise.all([one, other].map((page) => page.getByText(said).first().waitFor()));
      const decisions = await happened('answered');
      expect(decisions).toHaveLength(1);
      expect(stage.writes()).toHaveLength(decisions[0]?.decision === 'approve' ? 1 : 0);
      const shown = decisions[0]?.decision === 'approve' ? 'Connected again' : 'Rejected';
      await Promise.all([one, other].map((page) => page.getByText(shown, { exact: true }).first().waitFor()));
    });
  },
);
