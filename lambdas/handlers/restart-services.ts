import { ssmHostCommands } from '../adapters/aws/host-commands.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type RestartServicesInput, restartServices } from '../steps/restart-services.ts';

const region = functionRegion();
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  hosts: ssmHostCommands(plan, systemClock),
  clock: systemClock,
  region,
};

export const handler = standard('restart-services', 'effect', (input: RestartServicesInput) => restartServices(input, ports, plan));
