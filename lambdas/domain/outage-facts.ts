import { DEPENDENCY_OUTAGE, names } from '../../lib/plan/names.ts';
import type { Dependency, Language, Plan, SeverityName } from '../../lib/plan/schema.ts';
import { causeOf } from './failure.ts';
import { type OutageState, severityOf } from './outage.ts';

/** Messages about an external dependency. */
export const OUTAGE_EVENTS = [
  'dependency-out',
  'dependency-back',
  'dependency-stuck',
  'dependency-refused',
  'probe-blind',
  'dependency-failed',
] as const;
export type OutageEvent = (typeof OUTAGE_EVENTS)[number];

/** Of these its contact hears as well, in words of their own: what a third party can act on. */
export const CONTACT_EVENTS = ['dependency-out', 'dependency-back'] as const satisfies readonly OutageEvent[];
export type ContactEvent = (typeof CONTACT_EVENTS)[number];

/** What a message may say, flat. Times are ISO 8601, durations seconds; `seen`, `why` and `cause` are English sentences of the machine. */
export type OutageFacts = {
  severity: SeverityName;
  planTitle: string;
  timeZone: string;
  region: string;
  executionUrl: string;
  runbookUrl: string;
  /** Known once the input was understood, and with it everything of the plan below. */
  incidentId?: string;
  dependency?: string;
  id?: string;
  fallback?: string;
  usersNotice?: Record<Language, string>;
  parameter?: string;
  /** What was written, or was there already: `from` is the other value. */
  from?: string;
  to?: string;
  reason?: string;
  /** Out at the latest since then, by the alarm; otherwise when the machine was started. */
  outSince?: string;
  /** By then it had failed for so long (seconds). */
  failedFor?: number;
  /** A person said where to switch to: nothing is watched. */
  byHand?: boolean;
  seen?: string;
  holds?: string;
  /** Well without a break since. */
  wellSince?: string;
  stableFor?: number;
  breaks?: number;
  giveUpAt?: string;
  /** When the application was switched back, or was found there. */
  backAt?: string;
  why?: string;
  error?: string;
  cause?: string;
  /** Commands for that region: write the parameter by hand, start the machine again. */
  normalCommand?: string;
  fallbackCommand?: string;
  startCommand?: string;
};

type Setting = { plan: Plan; region: string; now: Date };

/** Facts for a message from whatever the machine reached; one whose input was not understood has few. */
export function outageFacts(state: OutageState, setting: Setting): OutageFacts {
  const { plan, region } = setting;
  const { outage } = state;
  const dependency = plan.dependencies.find(({ id }) => id === outage?.dependency);
  return {
    severity: dependency === undefined ? 'P2' : severityOf(dependency),
    planTitle: plan.title,
    timeZone: plan.timeZone,
    region,
    executionUrl: executionUrl(region, outage?.executionId),
    runbookUrl: `${plan.notices.runbookUrl.replace(/\/$/, '')}/${DEPENDENCY_OUTAGE}`,
    ...(dependency === undefined ? {} : dependencyFacts(dependency, state, setting)),
    ...(state.failure === undefined && state.ending === undefined ? {} : failureFacts(state)),
  };
}

function dependencyFacts(dependency: Dependency, state: OutageState, { plan, region, now }: Setting): Partial<OutageFacts> {
  const { id, name, fallback, usersNotice, failAfter, stableFor } = dependency;
  const { outage, look, switched, switchedBack } = state;
  const { parameter, normal, fallback: other } = dependency.switch;
  const back = switchedBack?.to === 'normal';
  const write = (value: string) =>
    `aws ssm put-parameter --region ${region} --name ${quoted(parameter)} --value ${quoted(value)} --overwrite`;
  const machine = `arn:aws:states:${region}:${plan.account}:stateMachine:${names.machine(plan, DEPENDENCY_OUTAGE)}`;
  return {
    ...{ id, dependency: name, fallback, parameter, stableFor },
    ...{ from: back ? other : normal, to: back ? normal : other, normalCommand: write(normal), fallbackCommand: write(other) },
    startCommand: `aws stepfunctions start-execution --region ${region} --state-machine-arn ${machine} --input ${quoted(JSON.stringify({ dependency: id }))}`,
    giveUpAt: new Date(now.getTime() + plan.dependencyWatch.giveUpAfter * 1000).toISOString(),
    ...present({
      usersNotice,
      incidentId: outage?.id,
      reason: outage?.reason,
      outSince: outage?.alarm?.stateChangedAt ?? outage?.openedAt,
    }),
    ...(outage?.alarm === undefined ? {} : { failedFor: failAfter }),
    ...(outage?.watched === false ? { byHand: true } : {}),
    ...present({ seen: look?.seen, holds: look?.value, why: switchedBack?.why ?? switched?.why ?? look?.why, backAt: switchedBack?.at }),
    ...watchFacts(state),
  };
}

function watchFacts({ watch }: OutageState): Partial<OutageFacts> {
  if (watch === undefined || !('state' in watch)) return {};
  const { seen, breaks, wellSince } = watch;
  return { seen, ...(breaks === 0 ? {} : { breaks }), ...present({ wellSince }) };
}

function failureFacts({ ending, failure }: OutageState): Pick<OutageFacts, 'error' | 'cause'> {
  return ending === undefined ? causeOf(failure) : { error: ending.error, cause: ending.cause };
}

function executionUrl(region: string, executionId: string | undefined): string {
  const console = `https://${region}.console.aws.amazon.com/states/home?region=${region}#`;
  return executionId === undefined ? `${console}/statemachines` : `${console}/v2/executions/details/${executionId}`;
}

/** For a POSIX shell: whatever the plan holds, it stays one word. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
