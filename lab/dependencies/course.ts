import { DEPENDENCY_OUTAGE, names } from '../../lib/plan/names.ts';
import type { Dependency, Plan } from '../../lib/plan/schema.ts';
import { PROBE_DEPENDENCIES } from '../../lib/plan/steps.ts';
import type { LabClock } from '../clock/lab-clock.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { DidNotHappen, type EventLog } from '../event-log.ts';
import type { TimelineEvent } from '../timeline.ts';
import type { Application, Sighting } from './application.ts';
import { type Moments, messagesTo, writesIn } from './evidence.ts';
import type { Outage, ThirdParty } from './third-party.ts';

export type Stage = {
  plan: Plan;
  dependency: Dependency;
  cloud: Cloud;
  clock: LabClock;
  log: EventLog;
  party: ThirdParty;
  applications: readonly Application[];
  sightings: readonly Sighting[];
};

/** Seconds between two looks of the lab at what it waits for. */
const LOOK_SECONDS = 1;
/** Seconds that whatever comes at once may take. */
const SOON = 120;

/**
 * What is done to the third party, and waited for: out; switched and told; the alarm again; well for half of what is required, out once more, and
 * well for good. Notes when in `moments`, so that what was reached is known also when something does not come.
 *
 * @throws DidNotHappen
 */
export async function runCourse(stage: Stage, outage: Outage, moments: Moments): Promise<void> {
  const { plan, dependency, cloud, party, clock } = stage;
  const { every, lookPatience } = plan.dependencyWatch;
  const { failAfter, stableFor, switch: values } = dependency;
  const wait = (seconds: number) => clock.sleep(seconds * 1_000);
  const do_ = async (moment: keyof Moments, text: string, act: () => Promise<void>) => {
    await act();
    moments[moment] = new Date(clock.now()).toISOString();
    stage.log.add({ at: moments[moment], kind: 'fault', text });
  };
  for (const application of stage.applications) application.start();
  cloud.startSchedules([names.rule(plan, PROBE_DEPENDENCIES)]);
  await until(stage, 'look that is well in every region', 3 * every + SOON, seenWell);
  await until(stage, 'application that reads the normal value', SOON, (region) => reads(stage, region, values.normal));
  // Nothing that breaks keeps time with the probe.
  await wait(Math.random() * every);
  await do_('outAt', `${dependency.name}: ${outage}`, () => party.break(outage));
  await until(
    stage,
    'switch to the fallback',
    failAfter + 5 * (every + lookPatience) + SOON,
    (region) => writesIn(seen(stage), region).length > 0,
  );
  await until(stage, 'application on the fallback', SOON, (region) => reads(stage, region, values.fallback));
  await until(stage, 'message to the team', SOON, (region) => messagesTo(seen(stage), region, dependency.audiences[0] ?? '').length > 0);
  await do_('againAt', 'the same alarm is delivered again', () => alarmAgain(stage));
  await until(stage, 'end of the second execution', SOON, (region) => endedIn(stage, region).length > 0);
  await wait(2 * every);
  await do_('backAt', `${dependency.name} is well again, for a while`, () => party.mend());
  await wait(stableFor / 2);
  await do_('flapAt', `${dependency.name}: ${outage}, once more`, () => party.break(outage));
  await wait(2 * every + lookPatience);
  await do_('heldAt', `${dependency.name} is well for good`, () => party.mend());
  const patience = stableFor + 5 * (every + lookPatience) + SOON;
  await until(stage, 'end of the work', patience, (region) => runningIn(stage, region).length === 0);
  await until(stage, 'application back on the normal value', SOON, (region) => reads(stage, region, values.normal));
  await wait(2 * every);
}

/** @throws DidNotHappen when it is not true of every region in time */
async function until(stage: Stage, what: string, seconds: number, holds: (region: string, stage: Stage) => boolean): Promise<void> {
  const { clock, plan } = stage;
  const deadline = clock.now() + seconds * 1_000;
  while (!plan.regions.every(({ name }) => holds(name, stage))) {
    if (clock.now() > deadline) throw new DidNotHappen(what, seconds);
    await clock.sleep(LOOK_SECONDS * 1_000);
  }
}

const seenWell = (region: string, { log, dependency }: Stage) =>
  log.events.some((event) => isLook(event, region, dependency.id) && event.kind === 'metric' && event.value === 1);

/** A look of the probe of a region at a dependency. */
export const isLook = (event: TimelineEvent, region: string, dependency: string) =>
  event.kind === 'metric' && event.name === 'DependencyAvailable' && event.region === region && event.dimensions.Dependency === dependency;

/** What was seen so far. */
const seen = (stage: Stage) => ({ ...stage, events: stage.log.events });

const reads = ({ sightings }: Stage, region: string, value: string) => sightings.findLast((one) => one.region === region)?.value === value;

const executionsIn = ({ cloud, plan }: Stage, region: string) =>
  cloud.executions().filter((one) => one.region === region && one.machine === names.machine(plan, DEPENDENCY_OUTAGE));
const endedIn = (stage: Stage, region: string) => executionsIn(stage, region).filter(({ status }) => status !== 'RUNNING');
const runningIn = (stage: Stage, region: string) => executionsIn(stage, region).filter(({ status }) => status === 'RUNNING');

/** EventBridge delivers an event at least once: here it does so twice. */
async function alarmAgain({ cloud, plan, dependency }: Stage): Promise<void> {
  const alarm = names.dependencyAlarm(plan, dependency.id);
  for (const { name: region } of plan.regions) {
    const event = cloud.busEvents(region).find((one) => isAlarmOf(one, alarm));
    if (event !== undefined) await cloud.putEvent(region, event);
  }
}

type AlarmEvent = { detail?: { alarmName?: string; state?: { value?: string } } };
const isAlarmOf = (event: unknown, alarm: string) => {
  const { detail } = event as AlarmEvent;
  return detail?.alarmName === alarm && detail.state?.value === 'ALARM';
};
