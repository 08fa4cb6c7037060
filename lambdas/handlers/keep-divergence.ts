import { ssmHostCommands } from '../adapters/aws/host-commands.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { s3ReportStore } from '../adapters/aws/report-store.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type KeepDivergenceInput, keepDivergence } from '../steps/keep-divergence.ts';

const region = functionRegion();
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  hosts: ssmHostCommands(plan, systemClock),
  probe: postgresProbe(accessOf(plan, region, ssmParameters(region))),
  reports: s3ReportStore(plan, region),
  clock: systemClock,
};

export const handler = standard('keep-divergence', 'effect', (input: KeepDivergenceInput) => keepDivergence(input, ports, plan));
