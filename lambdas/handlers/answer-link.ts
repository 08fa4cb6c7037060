import { linkPage } from '../../messages/link-page.ts';
import { dynamoDecisionRecord } from '../adapters/aws/decision-record.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { dynamoIncidentRecord } from '../adapters/aws/incident-record.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { kmsLinkCheck } from '../adapters/aws/link-check.ts';
import { dynamoLinkUses } from '../adapters/aws/link-uses.ts';
import { functionRegion as regionOf } from '../adapters/aws/region.ts';
import { stepFunctionsCallback } from '../adapters/aws/task-callback.ts';
import { systemClock as clock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { alwaysAnswering, answering } from '../middleware/function-url.ts';
import { standard } from '../middleware/standard.ts';
import { answerLink } from '../steps/answer-link.ts';

const region = regionOf();
const ports = {
  timeline: dynamoIncidentRecord(plan, region),
  bell: dynamoLadderBell(plan, region),
  incidents: dynamoIncidentLog(plan, region),
  decisions: dynamoDecisionRecord(plan, region),
  callback: stepFunctionsCallback(region),
  linkCheck: kmsLinkCheck(plan, region),
  linkUses: dynamoLinkUses(plan, region),
  ...{ clock, region },
};
const answer = answering((visit) => answerLink(visit, ports, plan), linkPage(plan));
export const handler = alwaysAnswering(standard('answer-link', 'effect', answer), linkPage(plan));
