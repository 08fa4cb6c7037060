import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DATABASE_FAILOVER, ESCALATION, names } from '../lib/plan/names.ts';
import type { Plan } from '../lib/plan/schema.ts';
import type { Built } from './built.ts';
import type { Execution } from './cloud/cloud.ts';
import { startCloud } from './cloud/start-cloud.ts';
import { startThirdParties } from './dependencies/third-party.ts';
import type { Conditions } from './estate/conditions.ts';
import { endRehearsal } from './estate/janitor.ts';
import { startEstate } from './estate/start-estate.ts';
import { DidNotHappen, EventLog } from './event-log.ts';
import { type Evidence, gatherEvidence, recordOf } from './evidence.ts';
import type { Fault } from './faults/fault.ts';
import { type LatencyMode, latencyOf } from './latency/latency.ts';
import { LATENCIES } from './latency/latency-table.ts';
import { Lookout } from './lookout.ts';
import { oldPrimaryReturns } from './old-primary-returns.ts';
import { hasClimbed, hasWrittenUp, laddersOf, peoplePart, statusOf } from './people-part.ts';
import { type Answer, Person } from './person.ts';
import type { Preparation } from './preparation.ts';
import type { Timeline } from './timeline.ts';
import { WriteRate } from './write-rate.ts';

const READY_SECONDS = 40;
/** Steady ticks and writes before anything breaks: a fault into a half-started estate proves nothing. */
const STEADY_TICKS = 3;
const SETTLE_MILLISECONDS = 2_000;
/** The end is told, the status page and the post-mortem are written; longer than a minute when a topic takes no message, or nobody wakes the ladder. */
const LADDER_SECONDS = 90;
/** Beyond a fault's patience with the latency of AWS: its two long waits, and as much again for everything short. */
const LATENCY_PATIENCE_SECONDS = (2 * (LATENCIES['route53/INSYNC'].milliseconds + LATENCIES['ec2/stopping'].milliseconds)) / 1_000;

/** Everything that was started, in order, so that it can be stopped in reverse. */
export type Started = { stop(): Promise<void> | void };

export type Rehearsed = { evidence: Evidence; fault: Fault; plan: Plan; definitionSha256: string; startedAt: string };

/** `answer`: what people do when the machine asks them. `keep`: leave the folder in place. */
type Manner = { answer: Answer; latency: LatencyMode; keep: boolean };

/**
 * Runs one rehearsal: builds cloud and estate anew from what was prepared, breaks what the fault breaks, waits for the machine and gathers
 * the evidence. Whatever happens, everything started is stopped again.
 *
 * @throws what building threw; nothing has been broken then.
 */
export async function rehearse(fault: Fault, prepared: Preparation, manner: Manner, timeline: Timeline): Promise<Rehearsed> {
  const { answer, latency, keep } = manner;
  const { plan } = prepared;
  const folder = join(prepared.folder, fault.name);
  mkdirSync(folder);
  const started: Started[] = [{ stop: () => endRehearsal(folder, keep) }];
  try {
    const startedAt = new Date().toISOString();
    timeline.introduce(plan);
    if (latency !== 'none')
      timeline.say('set-up', `latency ${latency}: what AWS takes is added to every emulated call; the times are a forecast`);
    const stage = await build({ ...prepared, folder }, { latency, conditions: fault.conditions?.(plan) }, timeline, started);
    const person = new Person(answer, stage.cloud, stage.log);
    stage.log.listen(person.hear);
    const evidence = await strike(fault, stage, manner, timeline);
    const definitionSha256 = stage.cloud.definitionSha256(stage.region, stage.machine);
    writeFileSync(join(folder, 'functions.log'), stage.cloud.functionLogs().join('\n'));
    writeFileSync(join(folder, 'events.jsonl'), evidence.events.map((event) => JSON.stringify(event)).join('\n'));
    return { evidence, fault, plan, definitionSha256, startedAt };
  } finally {
    for (const one of started.reverse()) await one.stop();
    if (keep)
      timeline.say(
        'kept',
        `${folder} (servers are stopped; hosts/<node>/data and the logs can be looked at; when you are done: rm -rf ${prepared.folder})`,
      );
  }
}

/** Cloud and estate of a plan, deployed and ready: every standby streams and the quorum is met. What was started is added to `started`. */
export async function build(
  { plan, folder, prefix, assembly, template }: Omit<Preparation, 'stop'>,
  { latency, conditions = {} }: { latency: LatencyMode; conditions?: Conditions | undefined },
  timeline: Timeline,
  started: Started[],
): Promise<Built> {
  const log = new EventLog((event) => timeline.show(event));
  const onEvent = log.add;
  const cloud = await startCloud({ assembly, plan, folder, prefix, ...conditions, onEvent, latency: latencyOf(latency) });
  started.push(cloud);
  // Third parties that are well: without them the probe of the dependencies would be blind, and people would hear of it.
  started.push(await startThirdParties(plan));
  const estate = await startEstate({ plan, folder, prefix, template, conditions, cloud, onEvent });
  started.push(estate);
  timeline.say('set-up', `${estate.hosts().length} PostgreSQL servers, application and host agents run`);
  await cloud.deploy();
  await estate.ready(READY_SECONDS);
  timeline.say('set-up', 'stacks deployed; every standby streams and the quorum is met');
  const primary = await estate.primary();
  const machine = names.machine(plan, DATABASE_FAILOVER);
  return { plan, cloud, estate, log, region: primary.region, machine, primary };
}

async function strike(fault: Fault, built: Built, manner: Manner, timeline: Timeline): Promise<Evidence> {
  const { cloud, estate, log, plan, region } = built;
  const rate = new WriteRate(estate.load, (text) => timeline.say('writes', text));
  const lookout = new Lookout(estate.hosts(), () => recordOf(plan, cloud, region));
  const stage = { ...built, nextEvent: log.nextEvent, say: saying(log) };
  try {
    const before = await positionOf(built);
    const run = { faultAt: new Date().toISOString() };
    const brokenOff = await waitedInVain(async () => {
      const steady = steadyTicks(log);
      cloud.startSchedules();
      estate.load.start();
      rate.start();
      lookout.start();
      await steady;
      await pause(((fault.steadySeconds ?? 0) + anyMoment(plan.failover.heartbeat)) * 1_000);
      run.faultAt = new Date().toISOString();
      await fault.inject(stage);
      await executionsEnded(fault, built, manner);
      await laddersAreOver(fault, built);
      await pause(SETTLE_MILLISECONDS);
      await fault.afterwards?.(stage);
    });
    const returned = fault.expected.promoted ? await oldPrimaryReturns(built.primary, estate, saying(log), fault.comesBack) : undefined;
    await lookout.stop();
    // From here on the lab itself ends things; what stops now is no news.
    rate.stop();
    timeline.fallSilent();
    const stopLoad = () => estate.load.stop();
    return await gatherEvidence({ ...built, ...run, before, brokenOff, looks: lookout.looks, returned, stopLoad });
  } finally {
    await lookout.stop();
    rate.stop();
    await estate.load.stop();
  }
}

/** Seconds: nothing that breaks keeps time with the probe. Right after a tick, where the wait before it ends, every outage would be the longest. */
const anyMoment = (heartbeat: number) => Math.random() * heartbeat;

const saying = (log: EventLog) => (text: string) => log.add({ at: new Date().toISOString(), kind: 'fault', text });

/** Resolves after three healthy probes; @throws DidNotHappen when they do not come */
export function steadyTicks(log: EventLog): Promise<unknown> {
  let ticks = 0;
  return log.nextEvent(
    'a healthy probe',
    READY_SECONDS,
    (event) => event.kind === 'metric' && event.name === 'PrimaryWritable' && event.value >= 1 && ++ticks >= STEADY_TICKS,
  );
}

/** What the rehearsal waited for in vain; every other failure is one of the lab itself and is thrown. */
async function waitedInVain(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof DidNotHappen) return error.message;
    throw error;
  }
}

async function positionOf({ primary, cloud, plan, region }: Built): Promise<Evidence['before'] & { record: string[] }> {
  const [row] = await primary.query<{ timeline: number }>(
    "select ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int as timeline",
  );
  return { primary: primary.node, timeline: Number(row?.timeline), record: recordOf(plan, cloud, region) };
}

/**
 * The ladder of an incident that is closed tells people of its end and comes down; that of an open one stays up, and shows that nobody recovers
 * any more. Returns late rather than never: the verdict says what is missing.
 */
async function laddersAreOver({ expected }: Fault, built: Built): Promise<void> {
  const machine = names.machine(built.plan, ESCALATION);
  const deadline = Date.now() + LADDER_SECONDS * 1_000;
  const green = built.cloud.executions().some((one) => one.machine !== machine && one.status === 'SUCCEEDED');
  const isOver = (one: Execution) => one.status !== 'RUNNING' || (expected.untold !== undefined && hasWrittenUp(one));
  const showsNobody = async () => statusOf(await peoplePart(built))?.open[0]?.doing === 'by-hand';
  const done = async () => (green ? laddersOf(built).every(isOver) : laddersOf(built).some(hasClimbed) && (await showsNobody()));
  while (!(await done()) && Date.now() < deadline) await pause(200);
}

/** All executions of the machine have ended, and at least one was started. Returns late rather than never: the verdict says what is missing. */
async function executionsEnded(fault: Fault, { cloud, machine, plan }: Built, { answer, latency }: Manner): Promise<void> {
  const required = 1 + (fault.expected.alreadyRunning ?? 0);
  const silence = answer === 'silent' && fault.expected.asked !== undefined ? plan.failover.decisionPatience : 0;
  const patienceSeconds = fault.patienceSeconds + silence + (latency === 'none' ? 0 : LATENCY_PATIENCE_SECONDS);
  const deadline = Date.now() + patienceSeconds * 1_000;
  while (Date.now() < deadline) {
    const executions = cloud.executions().filter((execution) => execution.machine === machine);
    if (executions.length >= required && executions.every((execution) => execution.status !== 'RUNNING')) return;
    await pause(200);
  }
}
