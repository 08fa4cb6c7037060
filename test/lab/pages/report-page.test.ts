import type { Browser } from 'playwright-core';
import { page as written } from '../../../lab/report/page/page.ts';
import { REPORTED } from '../../support/lab/reported-runs.ts';
import { ask, inBrowser, type Opened, openBrowser, openPage, sayWhenSkipped } from '../../support/pages/browser.ts';

const SECTIONS = [
  ...['verdict', 'measured', 'timeline', 'writes', 'loss', 'nodes', 'checklist', 'machine'],
  ...['notifications', 'ladder', 'status-page', 'post-mortem', 'permissions'],
];
const KINDS = Object.keys(REPORTED) as (keyof typeof REPORTED)[];
const WIDTHS = [1280, 700, 320];
const SCHEMES = ['light', 'dark'] as const;
const HEIGHT = 900;

sayWhenSkipped('the look at report.html in a browser');

let browser: Browser | undefined;
const opened = new Map<string, Opened>();

afterAll(async () => {
  for (const one of opened.values()) await one.close();
  await browser?.close();
});

/** One page for all tests of a kind: each sets the size, the media and what is folded that it looks at. */
async function open(kind: (typeof KINDS)[number]): Promise<Opened> {
  const known = opened.get(kind);
  if (known !== undefined) return known;
  browser ??= await openBrowser();
  const { report, details } = REPORTED[kind]();
  const one = await openPage(browser, written(report, details));
  opened.set(kind, one);
  return one;
}

const overflow = ({ page }: Opened) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>;

const setOpen = ({ page }: Opened, yes: boolean) =>
  page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = ${yes}; })`);
const fold = (at: Opened) => setOpen(at, false);
/** What a reader may open has to be fit to read too. */
const unfold = (at: Opened) => setOpen(at, true);

const sectionsNotSeen = async ({ page }: Opened) => {
  const boxes = await Promise.all(SECTIONS.map(async (id) => ({ id, box: await page.locator(`#${id}`).boundingBox() })));
  return boxes.filter(({ box }) => box === null || box.width < 200 || box.height < 40).map(({ id }) => id);
};

describe.each(KINDS)('a run that was %s', (kind) => {
  inBrowser('asks for nothing but its own file, and the browser complains about nothing', async () => {
    const { page, requests, complaints } = await open(kind);
    expect(requests).toEqual([page.url()]);
    expect(complaints).toEqual([]);
  });

  inBrowser.each(WIDTHS)('is complete and fits at %d pixels, folded and unfolded', async (width) => {
    const at = await open(kind);
    await at.page.setViewportSize({ width, height: HEIGHT });
    await at.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    await fold(at);
    expect(await sectionsNotSeen(at)).toEqual([]);
    expect(await overflow(at)).toBe(0);
    await unfold(at);
    expect(await overflow(at)).toBe(0);
    const { pictures, parts, cut } = await ask<{ pictures: number; parts: number; cut: string[] }>(at.page, 'cut-off');
    expect(cut).toEqual([]);
    expect(pictures).toBeGreaterThan(0);
    expect(parts).toBeGreaterThan(10);
    expect(await ask<string[]>(at.page, 'collisions')).toEqual([]);
  });

  inBrowser.each(SCHEMES)('has no text that is hard to read, wide or narrow: %s', async (colorScheme) => {
    const at = await open(kind);
    await at.page.emulateMedia({ media: 'screen', colorScheme });
    await unfold(at);
    for (const width of [1280, 320]) {
      await at.page.setViewportSize({ width, height: HEIGHT });
      const { checked, low } = await ask<{ checked: number; low: string[] }>(at.page, 'low-contrast');
      expect({ width, low }).toEqual({ width, low: [] });
      expect(checked).toBeGreaterThan(80);
    }
  });

  inBrowser('is all there on paper, folded or not, dark letters on white also for a reader of dark screens', async () => {
    const at = await open(kind);
    const { page } = at;
    await fold(at);
    await page.setViewportSize({ width: 690, height: HEIGHT });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const body of await page.locator('#notifications pre').all()) expect((await body.boundingBox())?.height).toBeGreaterThan(20);
    expect(await sectionsNotSeen(at)).toEqual([]);
    expect(await overflow(at)).toBe(0);
    expect((await ask<{ cut: string[] }>(page, 'cut-off')).cut).toEqual([]);
    expect((await ask<{ low: string[] }>(page, 'low-contrast')).low).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });
});

inBrowser('dark is dark and light is light', async () => {
  const { page } = await open('held');
  const brightness: number[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ media: 'screen', colorScheme });
    const color = (await page.evaluate('getComputedStyle(document.body).backgroundColor')) as string;
    brightness.push(Number(color.match(/\d+/)?.[0]));
  }
  expect(brightness[0]).toBeGreaterThan(200);
  expect(brightness[1]).toBeLessThan(50);
});

inBrowser('of a picture that is drawn for two widths one is there, for a screen reader too', async () => {
  const { page } = await open('recovered');
  await page.emulateMedia({ media: 'screen' });
  const shown = async (width: number) => {
    await page.setViewportSize({ width, height: HEIGHT });
    return page.locator('svg:visible').evaluateAll((all) => all.map((one) => one.getAttribute('aria-labelledby')?.split(' ')[0]));
  };
  expect(await shown(1280)).toEqual(['timeline-picture-wide-title', 'writes-picture-wide-title', 'graph-picture-wide-title']);
  expect(await shown(320)).toEqual(['timeline-picture-narrow-title', 'writes-picture-narrow-title', 'path-picture-narrow-title']);
});

inBrowser('a message is unfolded by a click, without a script', async () => {
  const at = await open('recovered');
  const { page } = at;
  await page.emulateMedia({ media: 'screen' });
  await fold(at);
  const body = page.locator('#notifications pre').first();
  expect(await body.isVisible()).toBe(false);
  await page.locator('#notifications summary').first().click();
  expect(await body.isVisible()).toBe(true);
});
