import type { StatusJson } from '../../messages/status-page/compose.ts';
import type { Evidence } from '../evidence.ts';
import type { Expectation } from '../faults/fault.ts';
import { hasClimbed, statusOf } from '../people-part.ts';
import type { Requirement } from './requirement.ts';

/** A false alarm is closed before a ladder is started: nobody has to be told, written to or shown anything. */
const concernsPeople = ({ endState }: Expectation) => endState !== 'False alarm';
const isOver = ({ endState }: Expectation) => endState === 'Recovered';

/** The ladder stands beside every recovery: of one that is over it has told everybody and is down, of an open incident it is up. */
export const ladderStandsBeside: Requirement = ({ people: { ladders } }, expected) => {
  if (!concernsPeople(expected)) return undefined;
  if (ladders.length === 0) return 'no ladder was started; required one beside the recovery';
  const stays = !isOver(expected) || expected.untold !== undefined;
  if (stays) {
    const up = ladders.some((one) => one.status === 'RUNNING' && hasClimbed(one));
    return up ? undefined : 'no ladder is up that has climbed; required one until everybody was told of the end';
  }
  const other = ladders.find(({ status }) => status !== 'SUCCEEDED');
  if (other === undefined) return undefined;
  return `the ladder is ${other.status} in "${other.path.at(-1) ?? 'none'}"; required that it has told everybody and come down`;
};

/** Whoever looks at the status page sees what is so. */
export const statusPageTellsTheTruth: Requirement = (evidence, expected) => {
  if (!concernsPeople(expected)) return undefined;
  if (expected.unwritten !== undefined) return throttlingWasSeen(evidence);
  const status = statusOf(evidence.people);
  if (status === undefined) return 'there is no status page; required one';
  if (!isOver(expected)) return showsWhatIsOpen(status);
  if (status.state !== 'well') return `the status page shows ${status.open.length} open incident(s); required none after the recovery`;
  const [last] = status.past;
  return last?.outcome === 'recovered'
    ? undefined
    : `the last incident of the status page is "${last?.outcome ?? 'none'}"; required "recovered"`;
};

/** Once the machine has ended nobody recovers anything until a person does. */
function showsWhatIsOpen({ open }: StatusJson): string | undefined {
  const [incident] = open;
  if (incident === undefined) return 'the status page says that all is well; required the open incident';
  return incident.doing === 'by-hand'
    ? undefined
    : `the status page says "${incident.doing}" after the machine has ended; required "by-hand"`;
}

const FORMATS = ['.md', '.html'] as const;

/** An incident that is over is written up, for people and to be gone on with. */
export const incidentIsWrittenUp: Requirement = ({ people }, expected) => {
  if (!isOver(expected)) return undefined;
  const keys = people.postMortems.map(({ key }) => key);
  if (expected.unwritten !== undefined || expected.unreported !== undefined)
    return keys.length === 0 ? undefined : `${keys.join(', ')} lie in S3; required none, because nothing can be written`;
  const id = statusOf(people)?.past[0]?.id ?? 'unknown';
  const missing = FORMATS.filter((format) => !keys.some((key) => key.includes(id) && key.endsWith(format)));
  return missing.length === 0 ? undefined : `incident ${id} has no post-mortem ${missing.join(', ')}; required both`;
};

const throttlingWasSeen = ({ events }: Pick<Evidence, 'events'>) =>
  events.some((event) => event.kind === 'refused' && 'byFault' in event && event.service.startsWith('dynamodb'))
    ? undefined
    : 'no call about a timeline was throttled; required that somebody tried to write it down';
