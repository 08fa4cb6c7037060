import { ESCALATION, names, POST_MORTEMS } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { entriesOf, type RecordEntry, THE_WRITER } from '../domain/incident-record.ts';
import { type IncidentView, viewOf } from '../domain/incident-view.ts';
import { buildPostMortem, type PostMortem, type PostMortemSources, type RememberedExecution } from '../domain/post-mortem.ts';
import { checklistIn } from '../domain/post-mortem-checklist.ts';
import { InvalidInput, messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';

export type WritePostMortemInput = { incidentId: string };
export type WritePostMortemPorts = Pick<Ports, 'timeline' | 'history' | 'documents' | 'clock' | 'region'>;

/** The document in every language and format, from messages/; `name` is the end of the key: `fr.md`. */
export type RenderPostMortem = (postMortem: PostMortem, plan: Plan) => { name: string; body: string; contentType: string }[];

/** Keys in the report bucket. */
export type PostMortemWritten = { keys: string[] };

/**
 * Writes the post-mortem of an incident from its record, from what Step Functions remembers and from the machine's last report. A source that
 * cannot be read is named in the document and stops nothing. Asked again when nothing was added to the record since, it changes nothing.
 *
 * @throws InvalidInput for an incident that has no record
 * @throws DependencyUnavailable when the record cannot be read or the documents cannot be written
 */
export async function writePostMortem(
  { incidentId }: WritePostMortemInput,
  ports: WritePostMortemPorts,
  plan: Plan,
  render: RenderPostMortem,
): Promise<PostMortemWritten> {
  const entries = await ports.timeline.read(incidentId);
  const view = viewOf(incidentId, entries);
  if (view === undefined)
    throw new InvalidInput(
      `incident ${JSON.stringify(incidentId)} has no record in ${ports.region}; required the id of one that was opened there`,
    );
  const before = writtenLast(entries);
  if (before !== undefined) return { keys: before };
  const executions = await Promise.all(executionsOf(entries, plan).map((arn) => remembered(arn, ports)));
  const postMortem = buildPostMortem(
    { view, entries, executions, ...(await reportOf(view, entries, ports)), now: ports.clock.now() },
    plan,
  );
  const documents = render(postMortem, plan).map(({ name, ...rest }) => ({ key: `${POST_MORTEMS}/${incidentId}.${name}`, ...rest }));
  await Promise.all(documents.map(({ key, body, contentType }) => ports.documents.save(key, body, contentType)));
  const keys = documents.map(({ key }) => key);
  const text = `post-mortem written; ${postMortem.blanks.length} places are left to a person`;
  await ports.timeline.append(incidentId, {
    kind: 'state',
    at: isoNow(ports.clock),
    by: THE_WRITER,
    text,
    data: { step: THE_WRITER, detail: { keys } },
  });
  return { keys };
}

/** The keys, when the last thing that happened to the incident was that they were written. */
function writtenLast(entries: readonly RecordEntry[]): string[] | undefined {
  const last = entries.at(-1);
  return last?.kind === 'state' && last.data.step === THE_WRITER ? (last.data.detail as { keys: string[] }).keys : undefined;
}

const EXECUTION = /^arn:aws[a-z-]*:states:[a-z0-9-]+:[0-9]+:execution:/;

/** Executions that the record names, in the order in which it does; not that of the ladder, which recovers nothing. */
function executionsOf(entries: readonly RecordEntry[], plan: Plan): string[] {
  const named = entries.flatMap((one) => [one.by, ...(one.kind === 'opened' || one.kind === 'ended' ? [one.data.executionId] : [])]);
  const ladder = `:execution:${names.machine(plan, ESCALATION)}:`;
  return [...new Set(named)].filter((one) => EXECUTION.test(one) && !one.includes(ladder));
}

async function remembered(arn: string, { history }: WritePostMortemPorts): Promise<RememberedExecution> {
  try {
    return { arn, stays: await history.stays(arn) };
  } catch (failure) {
    return { arn, stays: null, unread: messageOf(failure) };
  }
}

/** The report of the end, or of the last execution that did not get there. */
async function reportOf(
  { resolved }: IncidentView,
  entries: readonly RecordEntry[],
  { documents }: WritePostMortemPorts,
): Promise<Pick<PostMortemSources, 'report' | 'reportUnread'>> {
  const key = resolved?.reportKey ?? entriesOf(entries, 'ended').findLast(({ data }) => data.reportKey !== undefined)?.data.reportKey;
  if (key === undefined) return { report: undefined };
  try {
    const text = await documents.read(key);
    if (text === undefined) return { report: undefined, reportUnread: `there is no report ${key}` };
    const checklist = checklistIn(text);
    return checklist === undefined ? { report: undefined, reportUnread: `report ${key} has no checklist` } : { report: { key, checklist } };
  } catch (failure) {
    return { report: undefined, reportUnread: `report ${key} could not be read: ${messageOf(failure)}` };
  }
}
