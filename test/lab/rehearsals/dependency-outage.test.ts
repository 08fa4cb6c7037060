import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DependencyReport } from '../../../lab/dependencies/report.ts';
import { startRehearsal } from '../../support/lab/run-rehearsal.ts';

const out = mkdtempSync(join(tmpdir(), 'reprise-report-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const reportIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as DependencyReport;

test('dependency-outage: switched only when it is out, watched through a relapse, switched back only when it is stable, everybody told once', async () => {
  const { status, output } = await startRehearsal('dependency-outage', '--dependency', 'Stripe API', '--fault', 'errors', '--out', out)
    .ended;
  expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  expect(output).toContain('Fast clock');
  const report = reportIn(out);
  expect(report).toMatchObject({ verdict: 'passed', reasons: [], endState: 'Back to normal', clock: 'fast', dependency: { id: 'stripe' } });
  for (const { switchedBackAfterSeconds, breaksSeen, applicationRead } of report.regions) {
    expect(switchedBackAfterSeconds).toBeGreaterThanOrEqual(15 * 60);
    expect(breaksSeen).toBe(1);
    expect(applicationRead.map(({ value }) => value)).toEqual(['enabled', 'mvola-only', 'enabled']);
  }
  expect(report.notifications.map(({ audience }) => audience).sort()).toEqual(
    ['contact-stripe', 'contact-stripe', 'contact-stripe', 'contact-stripe', 'on-call', 'on-call', 'on-call', 'on-call'].sort(),
  );
  expect(report.iam.denied).toEqual([]);
});
