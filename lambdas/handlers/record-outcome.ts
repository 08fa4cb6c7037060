import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { s3ReportStore } from '../adapters/aws/report-store.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type RecordOutcomeInput, recordOutcome } from '../steps/record-outcome.ts';

const region = functionRegion();
const access = accessOf(plan, region, ssmParameters(region));
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  reports: s3ReportStore(plan, region),
  probe: postgresProbe(access),
  bell: dynamoLadderBell(plan, region),
  clock: systemClock,
  region,
};

export const handler = standard('record-outcome', 'effect', (input: RecordOutcomeInput) => recordOutcome(input, ports, plan));
