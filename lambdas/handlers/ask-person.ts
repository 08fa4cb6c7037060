import { render } from '../../messages/render.ts';
import { dynamoDecisionRecord } from '../adapters/aws/decision-record.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { kmsLinks } from '../adapters/aws/link-maker.ts';
import { linksBase } from '../adapters/aws/links-base.ts';
import { snsNotifier } from '../adapters/aws/notifier.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type AskPersonInput, askPerson } from '../steps/ask-person.ts';

const region = functionRegion();
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  decisions: dynamoDecisionRecord(plan, region),
  notifier: snsNotifier(plan, region),
  links: kmsLinks(plan, region, linksBase()),
  bell: dynamoLadderBell(plan, region),
  clock: systemClock,
  region,
};

export const handler = standard('ask-person', 'effect', (input: AskPersonInput) => askPerson(input, ports, plan, render));
