import type { DependencyFault } from '../../../../lab/dependencies/faults.ts';
import { DEPENDENCY_FAULTS } from '../../../../lab/dependencies/faults.ts';
import { dependencyMarkdown } from '../../../../lab/dependencies/markdown.ts';
import { dependencyPage } from '../../../../lab/dependencies/page.ts';
import { dependencyReport } from '../../../../lab/dependencies/report.ts';
import { exitStatusOf } from '../../../../lab/report/report.ts';
import { goodEvents, outageEvidence, told } from '../../../support/lab/outage-evidence.ts';

const [fault] = DEPENDENCY_FAULTS as [DependencyFault];
const reportOf = (change: Parameters<typeof outageEvidence>[0] = {}) =>
  dependencyReport({ fault, clock: { name: 'fast' }, definitionSha256: 'a'.repeat(64) }, outageEvidence(change));

test('the report has the fields of its contract, with what the lab saw', () => {
  const report = reportOf();
  expect(Object.keys(report)).toEqual([
    ...['schemaVersion', 'scenario', 'fault', 'plan', 'dependency', 'verdict', 'reasons', 'endState', 'clock', 'startedAt', 'finishedAt'],
    ...['definitionSha256', 'objectives', 'moments', 'regions', 'states', 'notifications', 'iam'],
  ]);
  expect(report).toMatchObject({
    ...{
      schemaVersion: 1,
      scenario: 'dependency-outage',
      fault: 'refuses',
      verdict: 'passed',
      reasons: [],
      endState: 'Back to normal',
      clock: 'fast',
    },
    dependency: { id: 'mvola', name: 'MVola API', parameter: '/taxcollector/switches/mvola', normal: 'online', fallback: 'offline' },
    objectives: { failAfterSeconds: 180, stableForSeconds: 900, lookEverySeconds: 60 },
  });
  expect(report.regions[0]).toMatchObject({ region: 'eu-west-3', switchedAfterSeconds: 190, switchedBackAfterSeconds: 920, breaksSeen: 1 });
  expect(report.notifications).toHaveLength(12);
  expect(exitStatusOf(report)).toBe(0);
});

test('what did not happen is null, never zero, and the exit status says that it failed', () => {
  const report = reportOf({ events: [], executions: [], sightings: [], moments: {}, brokenOff: 'no look within 5 s' });
  expect(report.regions[0]).toEqual({
    ...{
      region: 'eu-west-3',
      switchedAfterSeconds: null,
      switchedBackAfterSeconds: null,
      breaksSeen: null,
      applicationRead: [],
      executions: [],
    },
  });
  expect(report.moments).toEqual({ outAt: null, againAt: null, backAt: null, flapAt: null, heldAt: null });
  expect(report).toMatchObject({ verdict: 'failed', endState: 'none' });
  expect(exitStatusOf(report)).toBe(1);
  for (const text of [dependencyMarkdown(report), dependencyPage(report)]) expect(text).toContain('no look within 5 s');
});

test('the page and the text say that the clock was fast, and show every message whole', () => {
  for (const text of [dependencyMarkdown(reportOf()), dependencyPage(reportOf())]) {
    expect(text).toContain('the clock jumped to the next moment');
    expect(text).toContain('text of out');
    expect(text).toMatch(/contact-mvola/);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  }
});

test('what a third party or a person wrote is text on the page, and alarms of a database that is not there are left out', () => {
  const hostile = told(292, 'eu-west-3', 'on-call', '<script>alert(1)</script>');
  const elsewhere = told(5, 'eu-west-3', 'on-call', 'ALARM: "reprise-taxcollector/database-failover/ProbeBlind" in eu-west-3');
  const report = reportOf({ events: [...goodEvents('eu-west-3'), hostile, elsewhere] });
  expect(dependencyPage(report)).not.toContain('<script');
  expect(dependencyPage(report)).toContain('&lt;script&gt;');
  expect(JSON.stringify(report)).not.toContain('ProbeBlind');
});
