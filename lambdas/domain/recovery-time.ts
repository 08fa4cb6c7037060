import { assessmentOf, type MachineState, switchOf } from './machine-state.ts';

/** Seconds of each phase; `null` where one of its ends was not measured. */
export type PhaseTimes = {
  detection: number | null;
  decision: number | null;
  fencing: number | null;
  promotion: number | null;
  switch: number | null;
  verification: number | null;
  recoveryTime: number | null;
};

/** Seconds between two ISO times, to the millisecond; `null` when one is missing. */
export function secondsBetween(from: string | undefined, to: string | undefined): number | null {
  if (from === undefined || to === undefined) return null;
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** Last acknowledged heartbeat of the primary that was lost; one of the new primary says nothing about the outage. */
function lastGoodProbe(state: MachineState): string | undefined {
  const last = assessmentOf(state)?.lastHeartbeat;
  return last === undefined || last.primary === state.comparison?.candidate?.node ? undefined : last.acknowledgedAt;
}

/** Last good probe -> alarm -> decision -> fenced -> promoted -> record switched -> first verified write through the name. */
export function phaseTimes(state: MachineState): PhaseTimes {
  const assessment = assessmentOf(state);
  const record = switchOf(state);
  const lastGood = lastGoodProbe(state);
  const raised = state.incident?.alarm?.stateChangedAt ?? state.incident?.openedAt;
  return {
    detection: secondsBetween(lastGood, raised),
    decision: secondsBetween(raised, assessment?.at),
    fencing: secondsBetween(assessment?.at, state.fencing?.at),
    promotion: secondsBetween(state.fencing?.at, state.confirmation?.at),
    switch: secondsBetween(state.confirmation?.at, record?.at),
    verification: secondsBetween(record?.at, state.verification?.verifiedAt),
    recoveryTime: secondsBetween(lastGood, state.verification?.verifiedAt),
  };
}
