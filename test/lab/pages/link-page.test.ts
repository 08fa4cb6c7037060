import type { Browser } from 'playwright-core';
import type { LinkAnswer } from '../../../lambdas/domain/link-answer.ts';
import { answering } from '../../../lambdas/middleware/function-url.ts';
import { linkPage } from '../../../messages/link-page.ts';
import { answersWith } from '../../support/links/pages.ts';
import { ask, inBrowser, type Opened, openBrowser, openPage, sayWhenSkipped } from '../../support/pages/browser.ts';
import { type Served, serve } from '../../support/pages/serve.ts';
import { planOf } from '../../support/ports/builders.ts';

const written = linkPage(planOf());
const HOSTILE = '"><script>document.title="owned"</script><img src=x onerror=alert(1)></textarea><form action="https://evil.example">';
const LONG =
  'execution arn:aws:states:eu-west-3:111122223333:execution:reprise-taxcollector-database-failover:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const answers = answersWith(LONG);
const KINDS = Object.keys(answers);
const of = (kind: string) => answers[kind] as LinkAnswer;
const WIDTHS = [1280, 320];
const SCHEMES = ['light', 'dark'] as const;

sayWhenSkipped('the look at the page of links in a browser');

let browser: Browser | undefined;
const opened: Opened[] = [];
const servers: Served[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
  await browser?.close();
  for (const one of servers) await one.stop();
});

async function open(html: string): Promise<Opened> {
  browser ??= await openBrowser();
  const one = await openPage(browser, html);
  opened.push(one);
  return one;
}

const overflow = ({ page }: Opened) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>;

describe.each(KINDS)('%s', (kind) => {
  inBrowser('fits a telephone and a desk, is easy to read in light and dark, and asks for nothing but itself', async () => {
    const at = await open(written(of(kind)));
    expect(at.requests).toEqual([at.page.url()]);
    expect(at.complaints).toEqual([]);
    for (const width of WIDTHS) {
      await at.page.setViewportSize({ width, height: 700 });
      expect({ width, overflow: await overflow(at) }).toEqual({ width, overflow: 0 });
      expect((await ask<{ cut: string[] }>(at.page, 'cut-off')).cut).toEqual([]);
      for (const colorScheme of SCHEMES) {
        await at.page.emulateMedia({ colorScheme });
        const { checked, low } = await ask<{ checked: number; low: string[] }>(at.page, 'low-contrast');
        expect({ width, colorScheme, low }).toEqual({ width, colorScheme, low: [] });
        expect(checked).toBeGreaterThan(4);
      }
    }
  });
});

inBrowser('every field has its label, and is large enough for a finger', async () => {
  const { page } = await open(written(of('resolve')));
  await page.setViewportSize({ width: 320, height: 700 });
  for (const label of ['Votre nom / Your name', 'Pourquoi / Why', 'Cause (', 'Ce qui l’a résolu / What resolved it'])
    expect((await page.getByLabel(label, { exact: false }).boundingBox())?.width).toBeGreaterThan(240);
  expect((await page.getByRole('button').boundingBox())?.height).toBeGreaterThanOrEqual(44);
});

inBrowser('what people or programs wrote stays text, wherever it stands', async () => {
  const { page } = await open(written(of('expired')));
  for (const [kind, answer] of Object.entries(answersWith(HOSTILE))) {
    await page.setContent(written(answer));
    expect(await page.locator('img, script').count()).toBe(0);
    expect(await page.locator('form').count()).toBe(answer.kind.startsWith('ask') ? 1 : 0);
    const fine = ['expired', 'not genuine', 'failed'].includes(kind);
    expect({ kind, shown: fine || String(await page.textContent('body')).includes('<script>document.title') }).toEqual({
      kind,
      shown: true,
    });
  }
});

inBrowser('served with its headers, the form goes to the very address of the link, by POST, with what was typed', async () => {
  const visits: string[][] = [];
  const handler = answering(async ({ method, query, body }) => {
    visits.push([method, query, body]);
    return of(method === 'POST' ? 'done' : 'severity');
  }, written);
  const server = await serve(handler);
  servers.push(server);
  browser ??= await openBrowser();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${server.url}?i=inc-1&a=severity`);
  await page.getByLabel('Votre nom').fill('Zoé & Cie');
  await page.getByLabel('Nouveau niveau').selectOption('P2');
  await page.getByRole('button').click();
  expect(visits.filter(([method]) => method === 'POST').length).toBe(0);
  await page.getByLabel('Pourquoi').fill('moins grave');
  await page.getByRole('button').click();
  await page.waitForLoadState();
  const [posted] = visits.filter(([method]) => method === 'POST');
  expect(posted?.slice(0, 2)).toEqual(['POST', 'i=inc-1&a=severity']);
  expect(Object.fromEntries(new URLSearchParams(posted?.[2]))).toEqual({ name: 'Zoé & Cie', severity: 'P2', reason: 'moins grave' });
  expect(await page.textContent('h2')).toContain('Votre note est dans la chronologie');
  expect(complaints.filter((one) => !one.includes('favicon'))).toEqual([]);
  await page.close();
});
