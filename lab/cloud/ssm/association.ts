import type { Properties } from '../services.ts';
import type { Document } from './document.ts';
import { type GivenParameters, programOf } from './document-parameters.ts';
import type { HostChannel } from './host-channel.ts';

/** Properties that say when and how State Manager repeats it; here it runs once. */
const WITHOUT_EFFECT = new Set([
  ...[
    'AssociationName',
    'ScheduleExpression',
    'ComplianceSeverity',
    'SyncCompliance',
    'MaxConcurrency',
    'MaxErrors',
    'WaitForSuccessTimeoutSeconds',
  ],
  ...['DocumentVersion', 'Tags', 'ScheduleOffset'],
]);
const DEADLINE_SECONDS = 60;

/**
 * Runs an association once on each of its instances, over the same channel as Run Command.
 *
 * @throws Error when one of them does not succeed within a minute, naming it and what it printed
 */
export async function runAssociation(
  properties: Properties,
  documents: ReadonlyMap<string, Document>,
  channel: HostChannel,
): Promise<void> {
  const { Name, Targets, Parameters = {}, ...others } = properties;
  const unknown = Object.keys(others).filter((name) => !WITHOUT_EFFECT.has(name));
  if (unknown.length > 0) throw new Error(`association of ${Name}: ${unknown.join(', ')} can't be rehearsed`);
  const document = documents.get(String(Name));
  if (!document) throw new Error(`association of ${Name}: the document does not exist`);
  const targets = (Targets ?? []) as { Key: string; Values: string[] }[];
  const other = targets.find((target) => target.Key !== 'InstanceIds');
  if (other || targets.length === 0) throw new Error(`association of ${Name}: target ${other?.Key} can't be rehearsed, only InstanceIds`);
  const program = programOf(document, Parameters as GivenParameters);
  const instances = targets.flatMap((target) => target.Values);
  const outcomes = await Promise.all(
    instances.map(async (instance) => {
      const invocation = channel.send({ instance }, program, DEADLINE_SECONDS);
      const status = await Promise.race([invocation.ended, tooLate(DEADLINE_SECONDS)]);
      return { instance, status, output: `${invocation.stdout}\n${invocation.stderr}`.trim() };
    }),
  );
  const failed = outcomes.filter((one) => one.status !== 'Success');
  if (failed.length === 0) return;
  throw new Error(`association of ${Name}: ${failed.map((one) => `${one.instance} ${one.status} ${one.output}`).join('; ')}`);
}

function tooLate(seconds: number): Promise<'not ended within a minute'> {
  return new Promise((resolve) => setTimeout(() => resolve('not ended within a minute'), seconds * 1_000).unref());
}
