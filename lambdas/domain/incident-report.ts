import type { Plan } from '../../lib/plan/schema.ts';
import { type ChecklistItem, checklistOf } from './checklist.ts';
import { assessmentOf, type MachineState } from './machine-state.ts';
import type { NodeObservation } from './observation.ts';
import { type PhaseTimes, phaseTimes } from './recovery-time.ts';

/** The machine's own report (S3). Times ISO 8601, durations seconds; `null` = not measured, never a silent zero. */
export type IncidentReport = {
  schemaVersion: 1;
  incidentId: string;
  scenario: string;
  plan: string;
  region: string;
  executionId: string;
  outcome: 'recovered' | 'false-alarm' | 'relieved' | 'held' | 'failed';
  endState: string;
  writtenAt: string;
  reason: string;
  objectives: { rtoSeconds: number; rpoSeconds: number };
  measured: PhaseTimes & { dataLossBytes: number | null; dataLossSeconds: number | null; dataLossProven: boolean };
  checklist: ChecklistItem[];
  /** The machine's state as it was, step by step. */
  steps: MachineState;
  /** The nodes as they were left, where they were looked at. */
  database: NodeObservation[] | null;
};

export type ReportCircumstances = {
  region: string;
  outcome: IncidentReport['outcome'];
  endState: string;
  writtenAt: string;
  database?: NodeObservation[] | undefined;
};

export const SCENARIO = 'database-failover';

/** One report an incident, replaced when a later execution writes again; failed attempts keep their own. */
export function reportKey(incidentId: string, outcome: IncidentReport['outcome'], token: number): string {
  return `${SCENARIO}/${incidentId}/${token}-${outcome}.json`;
}

/** Puts together what the machine reached; pure, so that every ending gives the same report for the same state. */
export function buildReport(plan: Plan, state: MachineState, about: ReportCircumstances): IncidentReport {
  const loss = state.comparison?.candidate === undefined ? undefined : state.comparison.loss;
  return {
    schemaVersion: 1,
    incidentId: state.incident?.id ?? 'unknown',
    scenario: SCENARIO,
    plan: plan.name,
    region: about.region,
    executionId: state.incident?.executionId ?? 'unknown',
    outcome: about.outcome,
    endState: about.endState,
    writtenAt: about.writtenAt,
    reason: state.incident?.reason ?? 'unknown',
    objectives: { rtoSeconds: plan.objectives.scenarios.databaseFailover, rpoSeconds: plan.objectives.rpo },
    measured: {
      ...phaseTimes(state),
      dataLossBytes: loss?.bytes ?? null,
      dataLossSeconds: loss?.seconds ?? null,
      dataLossProven: loss?.proven ?? false,
    },
    checklist: checklistOf(plan.checklists.databaseFailover, state),
    steps: state,
    database: about.database ?? (about.outcome === 'false-alarm' ? (assessmentOf(state)?.nodes ?? null) : null),
  };
}
