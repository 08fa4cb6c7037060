import { functionRegion } from '../adapters/aws/region.ts';
import { route53WriterRecord } from '../adapters/aws/writer-record.ts';
import { dnsNameResolver } from '../adapters/network/name-resolver.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type AwaitWriterRecordInput, awaitWriterRecord } from '../steps/await-writer-record.ts';

const ports = {
  record: route53WriterRecord(plan, functionRegion(), systemClock),
  resolver: dnsNameResolver,
  clock: systemClock,
};

export const handler = standard('await-writer-record', 'look', (input: AwaitWriterRecordInput) => awaitWriterRecord(input, ports, plan));
