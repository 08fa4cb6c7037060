import { phaseTimes } from '../../../lambdas/domain/recovery-time.ts';
import { after, assessment, comparison, confirmation, fenced, heartbeat, incident, switched } from '../../support/ports/builders.ts';

const alarm = { name: 'a', state: 'ALARM', stateChangedAt: after(2), region: 'eu-west-3' };
const verification = { verifiedAt: after(11) } as never;
const record = switched({ status: 'INSYNC', at: after(9) });
const state = {
  incident: incident({ alarm }),
  assessment: assessment(),
  fencing: fenced(),
  comparison: comparison(),
  confirmation: confirmation(),
  record,
  verification,
};

test('each phase runs from the end of the one before, all of them from the last good probe to the first verified write', () => {
  expect(phaseTimes(state)).toEqual({ detection: 3, decision: 1, fencing: 1, promotion: 2, switch: 3, verification: 2, recoveryTime: 12 });
});

test('what was not reached is not measured, never zero', () => {
  expect(phaseTimes({ incident: incident(), assessment: assessment() })).toMatchObject({ fencing: null, recoveryTime: null });
  expect(Object.values(phaseTimes({}))).toEqual(Array(7).fill(null));
});

test('without an alarm the opening of the incident is what was heard first', () => {
  expect(phaseTimes({ ...state, incident: incident({ openedAt: after(4) }) })).toMatchObject({ detection: 5, decision: -1 });
});

test('the probe’s own clock counts, not the primary’s', () => {
  const skewed = assessment({ lastHeartbeat: heartbeat({ at: after(-7_200), acknowledgedAt: after(-1) }) });
  expect(phaseTimes({ ...state, assessment: skewed }).recoveryTime).toBe(12);
});

test('a heartbeat of the new primary says nothing about the outage of the old one', () => {
  const later = assessment({ lastHeartbeat: heartbeat({ primary: 'db-2', at: after(60) }) });
  expect(phaseTimes({ ...state, assessment: later })).toMatchObject({ detection: null, recoveryTime: null });
});
