import type { AlarmControl } from './alarm-control.ts';
import type { ApplicationHealth } from './application-health.ts';
import type { Clock } from './clock.ts';
import type { DatabaseControl } from './database-control.ts';
import type { DatabaseProbe } from './database-probe.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { DependencyEye } from './dependency-eye.ts';
import type { ExecutionHistory } from './execution-history.ts';
import type { HeartbeatMemory } from './heartbeat-memory.ts';
import type { HostCommands } from './host-commands.ts';
import type { IncidentLog } from './incident-log.ts';
import type { IncidentRecord } from './incident-record.ts';
import type { InstanceControl } from './instance-control.ts';
import type { LadderBell } from './ladder-bell.ts';
import type { LinkCheck } from './link-check.ts';
import type { LinkMaker } from './link-maker.ts';
import type { LinkUses } from './link-uses.ts';
import type { MetricSink } from './metric-sink.ts';
import type { NameResolver } from './name-resolver.ts';
import type { Notifier } from './notifier.ts';
import type { PageStore } from './page-store.ts';
import type { ReportStore } from './report-store.ts';
import type { SwitchBoard } from './switch-board.ts';
import type { TaskCallback } from './task-callback.ts';
import type { WriterRecord } from './writer-record.ts';

/** Everything a step may need; each step names the few it gets (`Pick<Ports, …>`). */
export type Ports = {
  /** Region the function runs in. */
  region: string;
  clock: Clock;
  probe: DatabaseProbe;
  control: DatabaseControl;
  hosts: HostCommands;
  instances: InstanceControl;
  record: WriterRecord;
  resolver: NameResolver;
  incidents: IncidentLog;
  decisions: DecisionRecord;
  callback: TaskCallback;
  heartbeats: HeartbeatMemory;
  notifier: Notifier;
  reports: ReportStore;
  health: ApplicationHealth;
  alarm: AlarmControl;
  metrics: MetricSink;
  timeline: IncidentRecord;
  bell: LadderBell;
  links: LinkMaker;
  linkCheck: LinkCheck;
  linkUses: LinkUses;
  /** The status page, in the recovery region. */
  statusPage: PageStore;
  /** Reports that people open: post-mortems, in the function's own region. */
  documents: PageStore;
  history: ExecutionHistory;
  dependencies: DependencyEye;
  switches: SwitchBoard;
  /** Lock and story of one external dependency. */
  outagesOf(dependency: string): IncidentLog;
};
