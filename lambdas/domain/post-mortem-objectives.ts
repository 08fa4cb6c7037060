import type { Plan } from '../../lib/plan/schema.ts';
import type { IncidentView } from './incident-view.ts';
import { secondsBetween } from './recovery-time.ts';

/**
 * An objective of the plan beside what was measured. `scenario-rto`, `severity-rto` and `rto` are about the recovery time, `rpo` about the data
 * that may be lost, `mttr` about the time until a person or the machine closed the incident.
 */
export type Objective = {
  name: 'scenario-rto' | 'severity-rto' | 'rto' | 'rpo' | 'mttr';
  targetSeconds: number;
  measuredSeconds: number | null;
  result: 'kept' | 'missed' | 'not-measured';
};

const objective = (name: Objective['name'], targetSeconds: number, measuredSeconds: number | null): Objective => ({
  name,
  targetSeconds,
  measuredSeconds,
  result: measuredSeconds === null ? 'not-measured' : measuredSeconds <= targetSeconds ? 'kept' : 'missed',
});

/** What the plan promises for this incident; a scenario of which it says nothing has no objective of its own. */
export function objectivesOf(view: IncidentView, { objectives, severities }: Plan): Objective[] {
  const { measurement } = view;
  const recovery = measurement?.recoveryTimeSeconds ?? null;
  const scenario = objectiveOfScenario(view.scenario, objectives.scenarios);
  return [
    ...(scenario === undefined ? [] : [objective('scenario-rto', scenario, recovery)]),
    objective('severity-rto', severities[view.severity].rto, recovery),
    objective('rto', objectives.rto, recovery),
    objective('rpo', objectives.rpo, measurement?.lossProvenZero === true ? 0 : (measurement?.lossSeconds ?? null)),
    objective('mttr', objectives.mttr, secondsBetween(view.openedAt, view.resolved?.at)),
  ];
}

/** The plan calls `database-failover` `databaseFailover`. */
function objectiveOfScenario(scenario: string, scenarios: Plan['objectives']['scenarios']): number | undefined {
  const key = scenario.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.entries(scenarios).find(([name]) => name === key)?.[1];
}
