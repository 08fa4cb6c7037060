import type { Browser } from 'playwright-core';
import { renderPostMortem } from '../../../messages/post-mortem/render.ts';
import { ask, inBrowser, type Opened, openBrowser, openPage, sayWhenSkipped } from '../../support/pages/browser.ts';
import { CASES, postMortemOf } from '../../support/people/post-mortem-cases.ts';
import { planOf } from '../../support/ports/builders.ts';

const plan = planOf();
const SECTIONS = [
  'blanks',
  'summary',
  'impact',
  'timeline',
  'rootCause',
  'factors',
  'well',
  'improve',
  'actions',
  'lessons',
  'checklist',
  'evidence',
];
const HEIGHT = 844;

sayWhenSkipped('the look at a post-mortem in a browser');

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
  const one = await openPage(
    browser,
    renderPostMortem(postMortemOf(kind), plan).find(({ name }) => name === `${language}.html`)?.body ?? '',
  );
  opened.set(`${kind} ${language}`, one);
  return one;
}

const overflow = ({ page }: Opened) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>;

describe.each(Object.keys(CASES).flatMap((kind) => plan.languages.map((language) => ({ kind, language }))))(
  '$kind, $language',
  ({ kind, language }) => {
    inBrowser('asks for nothing but its own file, and the browser complains about nothing: its style sheet counts', async () => {
      const { page, requests, complaints } = await open(kind, language);
      expect(requests).toEqual([page.url()]);
      expect(complaints).toEqual([]);
      expect(await page.evaluate('getComputedStyle(document.querySelector("#blanks")).borderLeftWidth')).toBe('6px');
      expect(await page.locator('section').evaluateAll((all) => all.map((one) => one.id))).toEqual(SECTIONS);
    });

    inBrowser.each([1280, 320])('is complete and fits at %d pixels', async (width) => {
      const at = await open(kind, language);
      await at.page.setViewportSize({ width, height: HEIGHT });
      await at.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
      expect(await overflow(at)).toBe(0);
      const boxes = await Promise.all(SECTIONS.map(async (id) => ({ id, box: await at.page.locator(`#${id}`).boundingBox() })));
      expect(boxes.filter(({ box }) => box === null || box.width < 200 || box.height < 40).map(({ id }) => id)).toEqual([]);
    });

    inBrowser.each(['light', 'dark'] as const)('has no text that is hard to read: %s', async (colorScheme) => {
      const at = await open(kind, language);
      await at.page.emulateMedia({ media: 'screen', colorScheme });
      for (const width of [1280, 320]) {
        await at.page.setViewportSize({ width, height: HEIGHT });
        const { checked, low } = await ask<{ checked: number; low: string[] }>(at.page, 'low-contrast');
        expect({ width, low }).toEqual({ width, low: [] });
        expect(checked).toBeGreaterThan(40);
      }
    });

    inBrowser('is all there on paper, dark letters on white', async () => {
      const at = await open(kind, language);
      await at.page.setViewportSize({ width: 690, height: HEIGHT });
      await at.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await overflow(at)).toBe(0);
      expect(await at.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect((await ask<{ low: string[] }>(at.page, 'low-contrast')).low).toEqual([]);
    });
  },
);

inBrowser('what a person has to write is seen at once, and before anything else', async () => {
  const { page } = await open('recovered', 'fr');
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: HEIGHT });
  const [blanks, summary] = await Promise.all(['#blanks', '#summary'].map((id) => page.locator(id).boundingBox()));
  expect(blanks?.y).toBeLessThan(summary?.y ?? 0);
  const [mark, text] = (await page.evaluate(
    '["mark", "body"].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor)',
  )) as string[];
  expect(mark).not.toBe(text);
});

inBrowser('on a phone every cell of a table says what it is', async () => {
  const { page } = await open('recovered', 'fr');
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: HEIGHT });
  const said = (await page.evaluate(
    '[...document.querySelectorAll("#actions td")].slice(0, 4).map((one) => getComputedStyle(one, "::before").content)',
  )) as string[];
  expect(said.map((one) => one.replaceAll(/^"|\s*"$|" " "/g, ''))).toEqual(['Action', 'Responsable', 'Échéance', 'Statut']);
});

inBrowser('a table leaves each column the room to be read', async () => {
  const { page } = await open('recovered', 'fr');
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: HEIGHT });
  const widths = (await page.evaluate(
    '[...document.querySelectorAll("#actions th")].map((one) => one.getBoundingClientRect().width)',
  )) as number[];
  expect(widths.filter((width) => width < 90)).toEqual([]);
});
