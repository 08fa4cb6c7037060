import type { Dependency, SeverityName } from '../../lib/plan/schema.ts';
import type { DependencyLook, Holds } from './dependency-look.ts';
import type { DependencyWatch } from './dependency-watch.ts';
import type { AlarmTrigger, IncidentHold } from './incident.ts';
import type { CaughtError } from './machine-state.ts';

/** The value of its parameter that the application is switched to. */
export type Direction = 'fallback' | 'normal';

/** The execution input after validation. */
export type OutageRequest = {
  dependency: string;
  reason: string;
  trigger: 'alarm' | 'person';
  alarm?: AlarmTrigger;
  /** What a person wants whatever is seen; the machine switches once and watches nothing. */
  direction?: Direction;
};

/** An external dependency that is out, as its machine carries it. */
export type Outage = {
  /** `already-handled`: an alarm found an execution at work; `already-running`: a person did, and what was asked for is not done. */
  status: 'opened' | 'taken-over' | 'already-handled' | 'already-running';
  dependency: string;
  /** Id of the incident, and its fencing token. */
  id: string;
  token: number;
  severity: SeverityName;
  openedAt: string;
  executionId: string;
  reason: string;
  trigger: OutageRequest['trigger'];
  alarm?: AlarmTrigger;
  direction?: Direction;
  /** Watched until it is well again; not when a person said where to switch to. */
  watched: boolean;
  /** With `already-running`: `AlreadyRunning`. */
  error?: string;
  cause?: string;
};

/** What a look comes to: the next state of the machine. */
export type OutageAction = 'switch' | 'switch-back' | 'watch' | 'false-alarm' | 'refuse' | 'blind';
/** `why` and `seen` are English sentences. `value`: what the parameter holds, cut; absent when there is none. */
export type OutageLook = {
  action: OutageAction;
  why: string;
  at: string;
  available: boolean;
  seen: string;
  holds: Holds;
  value?: string;
  looks: DependencyLook[];
};

/** `already`: it held the value; `refused`: it held neither of the two, and was left as it is. `why` is an English sentence. */
export type Switching = { state: 'switched' | 'already' | 'refused'; to: Direction; at: string; why: string };

/** How an execution that did not bring the application back to normal ended. */
export type OutageEnding = { endState: string; error: string; cause: string; at: string; notRecorded: string[] };
export type OutageOutcome = 'back' | 'by-hand' | 'false-alarm' | 'stuck' | 'refused' | 'blind' | 'failed';

/** The machine's state as a step may find it. */
export type OutageState = {
  outage?: Outage;
  look?: OutageLook;
  switched?: Switching;
  watch?: DependencyWatch | { looks: 0 };
  switchedBack?: Switching;
  closing?: OutageEnding;
  ending?: OutageEnding;
  failure?: CaughtError;
};

/** Lock of one dependency: two of them may be out at the same time, and neither waits for the other. */
export const outageScenario = (dependency: string) => `dependency-${dependency}`;

const SEVERITIES: Readonly<Record<Dependency['criticality'], SeverityName>> = { critical: 'P1', high: 'P2', medium: 'P3', low: 'P4' };

/** How urgent it is that a dependency is out. */
export const severityOf = ({ criticality }: Pick<Dependency, 'criticality'>): SeverityName => SEVERITIES[criticality];

/** The outage as the machine carries it, from what was asked and what the record answered. */
export function outageFrom(request: OutageRequest, severity: SeverityName, executionId: string, hold: IncidentHold): Outage {
  const { dependency, reason, trigger, alarm, direction } = request;
  const { id, token, openedAt } = hold;
  const known = {
    ...{ dependency, id, token, severity, openedAt, executionId, reason, trigger, watched: direction === undefined },
    ...(alarm === undefined ? {} : { alarm }),
    ...(direction === undefined ? {} : { direction }),
  };
  if (hold.status !== 'already-running') return { status: hold.status, ...known };
  const cause = `${dependency} is being handled by execution ${hold.owner} since ${openedAt}; this execution changes nothing`;
  return { status: trigger === 'alarm' ? 'already-handled' : 'already-running', ...known, error: 'AlreadyRunning', cause };
}
