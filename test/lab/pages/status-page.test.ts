import type { Browser } from 'playwright-core';
import { composeStatusPage } from '../../../messages/status-page/compose.ts';
import { ask, inBrowser, type Opened, openBrowser, openPage, sayWhenSkipped } from '../../support/pages/browser.ts';
import { STATUS } from '../../support/people/status-facts.ts';
import { planOf } from '../../support/ports/builders.ts';

const plan = planOf();
const WIDTHS = [1280, 390, 320];
const HEIGHT = 844;

sayWhenSkipped('the look at the status page in a browser');

let browser: Browser | undefined;
const opened = new Map<string, Opened>();

afterAll(async () => {
  for (const one of opened.values()) await one.close();
  await browser?.close();
});

async function open(kind: string, language: string): Promise<Opened> {
  const known = opened.get(`${kind} ${language}`);
  if (known !== undefined) return known;
  browser ??= await openBrowser();
  const facts = STATUS[kind];
  const page = composeStatusPage((facts as NonNullable<typeof facts>)(plan), plan).find(({ key }) => key === `${language}.html`);
  const one = await openPage(browser, page?.body ?? '');
  opened.set(`${kind} ${language}`, one);
  return one;
}

const overflow = ({ page }: Opened) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>;

describe.each(Object.keys(STATUS).flatMap((kind) => plan.languages.map((language) => ({ kind, language }))))(
  '$kind, $language',
  ({ kind, language }) => {
    inBrowser('asks for nothing but its own file, and the browser complains about nothing: its style sheet counts', async () => {
      const { page, requests, complaints } = await open(kind, language);
      expect(requests).toEqual([page.url()]);
      expect(complaints).toEqual([]);
      expect(await page.evaluate('getComputedStyle(document.querySelector("#state")).borderLeftWidth')).toBe('8px');
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    });

    inBrowser.each(WIDTHS)('fits at %d pixels, and says how things are without scrolling', async (width) => {
      const at = await open(kind, language);
      await at.page.setViewportSize({ width, height: HEIGHT });
      await at.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
      expect(await overflow(at)).toBe(0);
      const line = await at.page.locator('h1').boundingBox();
      expect(line?.height).toBeGreaterThan(20);
      expect((line?.y ?? HEIGHT) + (line?.height ?? 0)).toBeLessThan(HEIGHT / 2);
    });

    inBrowser.each(['light', 'dark'] as const)('has no text that is hard to read: %s', async (colorScheme) => {
      const at = await open(kind, language);
      await at.page.emulateMedia({ media: 'screen', colorScheme });
      for (const width of [1280, 320]) {
        await at.page.setViewportSize({ width, height: HEIGHT });
        const { checked, low } = await ask<{ checked: number; low: string[] }>(at.page, 'low-contrast');
        expect({ width, low }).toEqual({ width, low: [] });
        expect(checked).toBeGreaterThan(6);
      }
    });
  },
);

inBrowser('an incident does not look like a good day, and dark is dark', async () => {
  const colorOf = async (kind: string) => {
    const { page } = await open(kind, 'en');
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    return page.evaluate('getComputedStyle(document.querySelector("h1")).color');
  };
  expect(await colorOf('incident')).not.toBe(await colorOf('well'));
  const { page } = await open('well', 'en');
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  const color = (await page.evaluate('getComputedStyle(document.body).backgroundColor')) as string;
  expect(Number(color.match(/\d+/)?.[0])).toBeLessThan(50);
});

inBrowser('links are large enough for a finger', async () => {
  const { page } = await open('incident', 'fr');
  await page.setViewportSize({ width: 320, height: HEIGHT });
  for (const link of await page.locator('nav a').all()) {
    const box = await link.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
  }
});

inBrowser('a message of the past is unfolded by a click, without a script', async () => {
  const { page } = await open('many past incidents', 'fr');
  const text = page.locator('#past .notice').first();
  expect(await text.isVisible()).toBe(false);
  await page.locator('#past summary').first().click();
  expect(await text.isVisible()).toBe(true);
});
