import type { Finished } from './run-rehearsal.ts';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What holds for every rehearsal that passed, whatever broke: the contract of report.json (docs/architecture.md). */
export function expectPassed({ status, output, report, markdown }: Finished, fault: string): void {
  expect({ reasons: report.reasons, verdict: report.verdict, output: report.verdict === 'passed' ? '' : output }).toEqual({
    reasons: [],
    verdict: 'passed',
    output: '',
  });
  expect(status).toBe(0);
  expect(report).toMatchObject({
    schemaVersion: 1,
    scenario: 'database-failover',
    fault,
    mode: 'failover',
    latency: 'none',
    startedAt: TIME,
    finishedAt: TIME,
    definitionSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    iam: { denied: [] },
  });
  expect(report.iam.callsChecked).toBeGreaterThan(20);
  expect(report.states.length).toBeGreaterThan(3);
  expect(report.states.at(-1)?.name).toBe(report.endState);
  for (const state of report.states)
    expect(state).toEqual({
      name: expect.any(String),
      enteredAt: TIME,
      exitedAt: TIME,
      outcome: expect.stringMatching(/^(succeeded|failed)$/),
    });
  expect(report.measured.acknowledgedWrites).toBeGreaterThan(0);
  expect(markdown).toContain(`# Rehearsal: database-failover, fault ${fault}`);
  expect(markdown).toContain('**PASSED**');
  expect(output).toContain('FAULT');
}

/** A recovery: nothing acknowledged is lost, the fenced node accepted nothing, and the figures were measured. */
export function expectRecovered({ report }: Finished): void {
  const { measured, database, checklist, notifications } = report;
  expect(report.endState).toBe('Recovered');
  expect(measured).toMatchObject({ acknowledgedWritesLost: 0, writesAcceptedByFencedNode: 0, dataLossBytes: 0, dataLossSeconds: 0 });
  for (const figure of [measured.detectionSeconds, measured.recoveryTimeSeconds, measured.writeOutageSeconds])
    expect(figure).toEqual(expect.any(Number));
  expect(database.after.timeline).toBe((database.before.timeline ?? 0) + 1);
  expect(database.after.primary).not.toBe(database.before.primary);
  expect(checklist.filter((item) => !item.done)).toEqual([]);
  expect(notifications.map((one) => one.audience)).toContain('on-call');
  expect(report.ranking.filter((one) => one.chosen).map((one) => one.node)).toEqual([database.after.primary]);
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
