import { names } from '../../lib/plan/names.ts';
import { statusRegion } from '../../lib/plan/status-region.ts';
import { renderIncident } from '../../messages/render-incident.ts';
import { composeStatusPage } from '../../messages/status-page/compose.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { dynamoIncidentRecord } from '../adapters/aws/incident-record.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { kmsLinks } from '../adapters/aws/link-maker.ts';
import { linksBase } from '../adapters/aws/links-base.ts';
import { snsNotifier } from '../adapters/aws/notifier.ts';
import { s3PageStore } from '../adapters/aws/page-store.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type ClimbLadderInput, climbLadder } from '../steps/climb-ladder.ts';
import { surroundingsOfLadder } from '../steps/ladder-surroundings.ts';

const region = functionRegion();
const timeline = dynamoIncidentRecord(plan, region);
const bell = dynamoLadderBell(plan, region);
const links = kmsLinks(plan, region, linksBase());
const statusPage = s3PageStore(names.statusBucket(plan, statusRegion(plan)), statusRegion(plan));
const told = { notifier: snsNotifier(plan, region), links, statusPage };
const ports = { incidents: dynamoIncidentLog(plan, region), timeline, bell, ...told, clock: systemClock, region };
const around = surroundingsOfLadder(ports, plan, { render: renderIncident, status: composeStatusPage });

export const handler = standard('climb-ladder', 'effect', (input: ClimbLadderInput) => climbLadder(input, ports, around));
