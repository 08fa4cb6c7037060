import { reportContract } from './report-contract.ts';
import type { Finished } from './run-rehearsal.ts';

/** What holds for every rehearsal that passed, whatever broke: the contract of report.json (docs/architecture.md). */
export function expectPassed({ output, report, markdown, html }: Finished, fault: string): void {
  expect({ reasons: report.reasons, verdict: report.verdict, output: report.verdict === 'passed' ? '' : output }).toEqual({
    reasons: [],
    verdict: 'passed',
    output: '',
  });
  expect(() => reportContract.parse(report)).not.toThrow();
  expect(report).toMatchObject({ scenario: 'database-failover', fault, iam: { denied: [] } });
  expect(report.iam.callsChecked).toBeGreaterThan(20);
  expect(report.states.length).toBeGreaterThan(3);
  expect(report.states.at(-1)?.name).toBe(report.endState);
  expect(report.measured.acknowledgedWrites).toBeGreaterThan(0);
  expect(markdown).toContain(`# Rehearsal: database-failover, fault ${fault}`);
  expect(markdown).toContain('**PASSED**');
  expect(html).toContain(`<title>Passed: rehearsal of database-failover, fault ${fault}</title>`);
  expect(output).toContain('FAULT');
}

/** A recovery: nothing acknowledged is lost, the fenced node accepted nothing, and the figures were measured. */
export function expectRecovered({ report, details }: Finished): void {
  const { measured, database, checklist, notifications } = report;
  expect(report.endState).toBe('Recovered');
  expect(details.lossStatement).toContain('no acknowledged write is lost');
  expect(measured).toMatchObject({ acknowledgedWritesLost: 0, writesAcceptedByFencedNode: 0, dataLossBytes: 0, dataLossSeconds: 0 });
  for (const figure of [measured.detectionSeconds, measured.recoveryTimeSeconds, measured.writeOutageSeconds])
    expect(figure).toEqual(expect.any(Number));
  expect(database.after.timeline).toBe((database.before.timeline ?? 0) + 1);
  expect(database.after.primary).not.toBe(database.before.primary);
  expect(checklist.filter((item) => !item.done)).toEqual([]);
  expect(notifications.map((one) => one.audience)).toContain('on-call');
  expect(details.ranking.filter((one) => one.chosen).map((one) => one.node)).toEqual([database.after.primary]);
}

/** Not a failover: the same primary on the same timeline, and no state that changes it was entered. */
export function expectUntouched({ report }: Finished): void {
  expect(report.database.after).toEqual(report.database.before);
  expect(report.measured).toMatchObject({
    recoveryTimeSeconds: null,
    acknowledgedWritesLost: 0,
    writesAcceptedByFencedNode: 0,
    dataLossBytes: 0,
    dataLossSeconds: 0,
  });
  const names = report.states.map((state) => state.name);
  for (const state of ['Fence old primary', 'Promote standby', 'Switch writer record']) expect(names).not.toContain(state);
}
