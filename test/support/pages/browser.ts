import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian, Ubuntu and Google install it. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** Without these a browser looks for updates and services of its maker, and a closed network fills the log with its failures. */
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `test`, or a test that is counted as skipped where there is no browser: what could not be looked at must not seem to be fine. */
export const inBrowser: jest.It = CHROMIUM === undefined ? test.skip : test;

/** Says on stderr that tests are skipped, and why; says nothing where there is a browser. */
export function sayWhenSkipped(what: string): void {
  if (CHROMIUM === undefined) process.stderr.write(`SKIPPED: ${what}: no Chromium on this computer (Debian: apt-get install chromium)\n`);
}

/** @throws when there is no browser: only tests made with `inBrowser` may ask for one */
export function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no Chromium on this computer');
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

/** An open page, what it asked for and what the browser complained of. */
export type Opened = { page: Page; requests: string[]; complaints: string[]; close(): Promise<void> };

/** Opens HTML from a file of its own, with scripts switched off. */
export async function openPage(browser: Browser, html: string): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  await page.goto(pathToFileURL(file).href, { waitUntil: 'networkidle' });
  return { page, requests, complaints, close };
}

/** Answer to a question in `in-page/`, asked in the page itself. Those files are plain JavaScript: they run in a browser, not here. */
export async function ask<T>(page: Page, question: string): Promise<T> {
  const source = readFileSync(join(import.meta.dirname, 'in-page', `${question}.js`), 'utf8');
  return (await page.evaluate(
    `(${source
      .replace(/^\/\/.*\n/, '')
      .trim()
      .replace(/;$/, '')})()`,
  )) as T;
}
