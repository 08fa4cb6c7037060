import type { Browser } from 'playwright-core';
import { DEPENDENCY_FAULTS, type DependencyFault } from '../../../lab/dependencies/faults.ts';
import { dependencyPage } from '../../../lab/dependencies/page.ts';
import { dependencyReport } from '../../../lab/dependencies/report.ts';
import { ladderPage } from '../../../lab/ladder/page.ts';
import { ladderReport } from '../../../lab/ladder/report.ts';
import { lived, message, unanswered } from '../../support/lab/lived-ladder.ts';
import { outageEvidence } from '../../support/lab/outage-evidence.ts';
import { ask, inBrowser, type Opened, openBrowser, openPage, sayWhenSkipped } from '../../support/pages/browser.ts';

const [refuses] = DEPENDENCY_FAULTS as [DependencyFault];
const LONG = `npx reprise incident resolve inc-20261123-100003-0a1b2c3d --by 'Rehearsal person' --reason '${'because '.repeat(30)}'`;
const HOSTILE = '<script>window.injected = 1</script>';

/** A page each: of a ladder with long commands and markup in a message, of a ladder that failed, of an outage. */
const PAGES: Record<string, () => string> = {
  'a ladder': () =>
    ladderPage(
      ladderReport(
        lived({
          events: [...unanswered(), message('cto', 3700, { message: HOSTILE, subject: HOSTILE })],
          typed: [{ seconds: 90, command: LONG, said: HOSTILE }],
        }),
      ),
    ),
  'a ladder that failed': () => ladderPage(ladderReport(lived({ events: [] }))),
  'an outage': () =>
    dependencyPage(dependencyReport({ fault: refuses, clock: { name: 'fast' }, definitionSha256: 'a'.repeat(64) }, outageEvidence())),
};

sayWhenSkipped('the look at the reports of a fast clock in a browser');

let browser: Browser | undefined;
const opened = new Map<string, Opened>();
afterAll(async () => {
  for (const one of opened.values()) await one.close();
  await browser?.close();
});

async function open(kind: string): Promise<Opened> {
  const known = opened.get(kind);
  if (known !== undefined) return known;
  browser ??= await openBrowser();
  const one = await openPage(browser, (PAGES[kind] as () => string)());
  opened.set(kind, one);
  await one.page.evaluate(`document.querySelectorAll('details').forEach((part) => { part.open = true; })`);
  return one;
}

describe.each(Object.keys(PAGES))('the page of %s', (kind) => {
  inBrowser('asks for nothing but its own file, runs nothing, and the browser complains about nothing', async () => {
    const { page, requests, complaints } = await open(kind);
    expect(requests).toEqual([page.url()]);
    expect(complaints).toEqual([]);
    expect(await page.locator('script').count()).toBe(0);
  });

  inBrowser.each([1280, 320])('fits at %d pixels, everything unfolded, and nothing is hard to read', async (width) => {
    const { page } = await open(kind);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ media: 'screen', colorScheme });
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
      const { checked, low } = await ask<{ checked: number; low: string[] }>(page, 'low-contrast');
      expect({ colorScheme, low }).toEqual({ colorScheme, low: [] });
      expect(checked).toBeGreaterThan(10);
    }
  });
});
