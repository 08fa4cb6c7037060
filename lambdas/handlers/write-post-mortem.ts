import { names } from '../../lib/plan/names.ts';
import { renderPostMortem } from '../../messages/post-mortem/render.ts';
import { stepFunctionsHistory } from '../adapters/aws/execution-history.ts';
import { dynamoIncidentRecord } from '../adapters/aws/incident-record.ts';
import { s3PageStore } from '../adapters/aws/page-store.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type WritePostMortemInput, writePostMortem } from '../steps/write-post-mortem.ts';

const region = functionRegion();
const ports = {
  timeline: dynamoIncidentRecord(plan, region),
  history: stepFunctionsHistory(region),
  documents: s3PageStore(names.reportBucket(plan, region), region),
  clock: systemClock,
  region,
};

export const handler = standard('write-post-mortem', 'effect', (input: WritePostMortemInput) =>
  writePostMortem(input, ports, plan, renderPostMortem),
);
