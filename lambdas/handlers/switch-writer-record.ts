import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { route53WriterRecord } from '../adapters/aws/writer-record.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresControl } from '../adapters/postgres/control.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type SwitchWriterRecordInput, switchWriterRecord } from '../steps/switch-writer-record.ts';

const region = functionRegion();
const access = accessOf(plan, region, ssmParameters(region));
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  probe: postgresProbe(access),
  control: postgresControl(plan, access),
  record: route53WriterRecord(plan, region, systemClock),
  clock: systemClock,
};

export const handler = standard('switch-writer-record', 'effect', (input: SwitchWriterRecordInput) =>
  switchWriterRecord(input, ports, plan),
);
