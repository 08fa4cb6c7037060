import { workingExecutions } from '../claims.ts';
import { GREEN, lastState, type Requirement } from './requirement.ts';

export const wentToItsEnd: Requirement = (evidence) =>
  evidence.brokenOff === undefined ? undefined : `the rehearsal was broken off: ${evidence.brokenOff}`;

export const endsAsRequired: Requirement = (evidence, expected) => {
  const ends = workingExecutions(evidence.executions).map((execution) => lastState(execution.path));
  if (ends.length === 1 && ends[0] === expected.endState) return undefined;
  return `executions ended in [${ends.join(', ') || 'nothing: no execution ran'}]; required exactly one that ends in "${expected.endState}"`;
};

export const statusTellsTheEnd: Requirement = (evidence) => {
  const lies = evidence.executions.filter(
    (execution) => execution.status !== (GREEN.includes(lastState(execution.path)) ? 'SUCCEEDED' : 'FAILED'),
  );
  const said = lies.map((one) => `${one.status} in "${lastState(one.path)}"`).join(', ');
  return lies.length === 0 ? undefined : `executions are ${said}; required SUCCEEDED in ${GREEN.join(' and ')} only, FAILED elsewhere`;
};

export const othersStandBack: Requirement = (evidence, expected) => {
  const others = evidence.executions.filter((execution) => lastState(execution.path) === 'Already running').length;
  const required = expected.alreadyRunning ?? 0;
  // More than required is no fault: an alarm that was set by hand is evaluated again, and may ring a second time for the same outage.
  return others >= required ? undefined : `${others} execution(s) ended "Already running"; required at least ${required}`;
};
