import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DATABASE_FAILOVER, names } from '../lib/plan/names.ts';
import { readPlan } from '../lib/plan/parse-plan.ts';
import type { Plan } from '../lib/plan/schema.ts';
import type { Cloud } from './cloud/cloud.ts';
import { startCloud } from './cloud/start-cloud.ts';
import type { RehearseOptions } from './command-line.ts';
import type { DatabaseHost, Estate, StartAgain } from './estate/estate.ts';
import { startJanitor } from './estate/janitor.ts';
import { choosePrefix, loopbackPlan } from './estate/loopback-plan.ts';
import { requirePostgresql } from './estate/postgresql-binaries.ts';
import { startEstate } from './estate/start-estate.ts';
import { DidNotHappen, EventLog } from './event-log.ts';
import { type Evidence, gatherEvidence, recordOf } from './evidence.ts';
import type { Fault } from './faults/fault.ts';
import { type LatencyMode, latencyOf } from './latency/latency.ts';
import { LATENCIES } from './latency/latency-table.ts';
import { Lookout } from './lookout.ts';
import { Person } from './person.ts';
import { scenarios } from './scenarios.ts';
import { synthesizeInChild } from './synthesis.ts';
import type { Timeline } from './timeline.ts';
import { WriteRate } from './write-rate.ts';

const READY_SECONDS = 40;
/** Steady ticks and writes before anything breaks: a fault into a half-started estate proves nothing. */
const STEADY_TICKS = 3;
const SETTLE_MILLISECONDS = 2_000;
/** Beyond a fault's patience with the latency of AWS: its two long waits, and as much again for everything short. */
const LATENCY_PATIENCE_SECONDS = (2 * (LATENCIES['route53/INSYNC'].milliseconds + LATENCIES['ec2/stopping'].milliseconds)) / 1_000;

/** Everything that was started, in order, so that it can be stopped in reverse. */
export type Started = { stop(): Promise<void> | void };

export type Rehearsed = { evidence: Evidence; fault: Fault; plan: Plan; definitionSha256: string; startedAt: string };

/**
 * Runs one rehearsal: synthesizes the plan with loopback addresses, builds cloud and estate from it, breaks what the fault breaks,
 * waits for the machine and gathers the evidence. Whatever happens, everything started is stopped again.
 *
 * @throws what the preparation throws (missing PostgreSQL, invalid plan); nothing has been broken then.
 */
export async function rehearse(options: RehearseOptions, timeline: Timeline): Promise<Rehearsed> {
  const fault = faultOf(options);
  const written = readPlan(options.planFile);
  await requirePostgresql((text) => timeline.say('set-up', text));
  const folder = mkdtempSync(join(tmpdir(), 'reprise-rehearsal-'));
  const started: Started[] = [];
  const janitor = startJanitor(folder, { keep: options.keep });
  started.push(janitor);
  try {
    const startedAt = new Date().toISOString();
    const prefix = await choosePrefix();
    const plan = loopbackPlan(written, prefix);
    timeline.introduce(plan);
    timeline.say('set-up', `rehearsal folder ${folder}, hosts at ${prefix}.*`);
    const assembly = await synthesizeInChild(plan, folder);
    timeline.say('set-up', 'machines, functions and roles synthesized');
    const { latency } = options;
    if (latency !== 'none')
      timeline.say('set-up', `latency ${latency}: what AWS takes is added to every emulated call; the times are a forecast`);
    const stage = await build(plan, { folder, prefix, assembly, latency }, timeline, started);
    const person = new Person(options.answer, stage.cloud, stage.log);
    stage.log.listen(person.hear);
    const evidence = await strike(fault, stage, timeline);
    const definitionSha256 = stage.cloud.definitionSha256(stage.region, stage.machine);
    writeFileSync(join(folder, 'functions.log'), stage.cloud.functionLogs().join('\n'));
    return { evidence, fault, plan, definitionSha256, startedAt };
  } finally {
    for (const one of started.reverse()) await one.stop();
    if (options.keep)
      timeline.say(
        'kept',
        `${folder} (servers are stopped; hosts/<node>/data and the logs can be looked at; when you are done: rm -rf ${folder})`,
      );
  }
}

export type Built = {
  plan: Plan;
  cloud: Cloud;
  estate: Estate;
  log: EventLog;
  region: string;
  machine: string;
  primary: DatabaseHost;
  latency: LatencyMode;
};

/** Cloud and estate of a plan, deployed and ready: every standby streams and the quorum is met. What was started is added to `started`. */
export async function build(
  plan: Plan,
  at: { folder: string; prefix: string; assembly: string; latency: LatencyMode },
  timeline: Timeline,
  started: Started[],
): Promise<Built> {
  const log = new EventLog((event) => timeline.show(event));
  const onEvent = log.add;
  const cloud = await startCloud({
    assembly: at.assembly,
    plan,
    folder: at.folder,
    prefix: at.prefix,
    onEvent,
    latency: latencyOf(at.latency),
  });
  started.push(cloud);
  const estate = await startEstate({ plan, folder: at.folder, prefix: at.prefix, cloud, onEvent });
  started.push(estate);
  timeline.say('set-up', `${estate.hosts().length} PostgreSQL servers, application and host agents run`);
  await cloud.deploy();
  await estate.ready(READY_SECONDS);
  timeline.say('set-up', 'stacks deployed; every standby streams and the quorum is met');
  const primary = await estate.primary();
  const machine = names.machine(plan, DATABASE_FAILOVER);
  return { plan, cloud, estate, log, region: primary.region, machine, primary, latency: at.latency };
}

async function strike(fault: Fault, built: Built, timeline: Timeline): Promise<Evidence> {
  const { cloud, estate, log, plan, region } = built;
  const rate = new WriteRate(estate.load, (text) => timeline.say('writes', text));
  const lookout = new Lookout(estate.hosts(), () => recordOf(plan, cloud, region));
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
      run.faultAt = new Date().toISOString();
      await fault.inject({ ...built, nextEvent: log.nextEvent, say: saying(log) });
      await executionsEnded(fault, built);
      await pause(SETTLE_MILLISECONDS);
    });
    const startedAgain = fault.expected.promoted ? await startOldPrimary(built) : undefined;
    await lookout.stop();
    // From here on the lab itself ends things; what stops now is no news.
    rate.stop();
    timeline.fallSilent();
    const stopLoad = () => estate.load.stop();
    return await gatherEvidence({ ...built, ...run, before, brokenOff, looks: lookout.looks, startedAgain, stopLoad });
  } finally {
    await lookout.stop();
    rate.stop();
    await estate.load.stop();
  }
}

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

/** The test of a fence is a start: a drained marker, a forgotten drop-in or a guard that lets everybody in shows only now. */
async function startOldPrimary({ primary, log }: Built): Promise<StartAgain> {
  saying(log)(`somebody starts ${primary.node} again, by hand`);
  const again = await primary.startAgain();
  saying(log)(again.started ? `${primary.node} STARTED` : `${primary.node} does not start: ${again.said.split('\n').at(-1)}`);
  await pause(SETTLE_MILLISECONDS / 2);
  return again;
}

async function positionOf({ primary, cloud, plan, region }: Built): Promise<Evidence['before'] & { record: string[] }> {
  const [row] = await primary.query<{ timeline: number }>(
    "select ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int as timeline",
  );
  return { primary: primary.node, timeline: Number(row?.timeline), record: recordOf(plan, cloud, region) };
}

/** All executions of the machine have ended, and at least one was started. Returns late rather than never: the verdict says what is missing. */
async function executionsEnded(fault: Fault, { cloud, machine, latency }: Built): Promise<void> {
  const required = 1 + (fault.expected.alreadyRunning ?? 0);
  const patienceSeconds = fault.patienceSeconds + (latency === 'none' ? 0 : LATENCY_PATIENCE_SECONDS);
  const deadline = Date.now() + patienceSeconds * 1_000;
  while (Date.now() < deadline) {
    const executions = cloud.executions().filter((execution) => execution.machine === machine);
    if (executions.length >= required && executions.every((execution) => execution.status !== 'RUNNING')) return;
    await pause(200);
  }
}

function faultOf(options: RehearseOptions): Fault {
  const fault = scenarios.find((scenario) => scenario.name === options.scenario)?.faults.find((one) => one.name === options.fault);
  if (!fault) throw new Error(`fault ${options.fault} of ${options.scenario} is not in the catalogue`);
  return fault;
}
