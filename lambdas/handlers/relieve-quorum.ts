import { dynamoHeartbeatMemory } from '../adapters/aws/heartbeat-memory.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresControl } from '../adapters/postgres/control.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type RelieveQuorumInput, relieveQuorum } from '../steps/relieve-quorum.ts';

const region = functionRegion();
const access = accessOf(plan, region, ssmParameters(region));
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  control: postgresControl(plan, access),
  probe: postgresProbe(access),
  heartbeats: dynamoHeartbeatMemory(plan, region),
  clock: systemClock,
};

export const handler = standard('relieve-quorum', 'effect', (input: RelieveQuorumInput) => relieveQuorum(input, ports, plan));
