import { dynamoIncidentRecord } from '../adapters/aws/incident-record.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { stepFunctionsCallback } from '../adapters/aws/task-callback.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type AwaitNewsInput, awaitNews } from '../steps/await-news.ts';

const region = functionRegion();
const ports = {
  bell: dynamoLadderBell(plan, region),
  timeline: dynamoIncidentRecord(plan, region),
  callback: stepFunctionsCallback(region),
};

export const handler = standard('await-news', 'effect', (input: AwaitNewsInput) => awaitNews(input, ports));
