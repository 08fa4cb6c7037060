import type { Evidence } from '../../../lab/evidence.ts';
import type { Expectation } from '../../../lab/faults/fault.ts';
import { incidentIsWrittenUp, ladderStandsBeside, statusPageTellsTheTruth } from '../../../lab/judge/people.ts';
import type { PeoplePart } from '../../../lab/people-part.ts';
import { at, recovered } from '../../support/lab/evidence.ts';
import { NOTHING_FOR_PEOPLE, openForPeople, overForPeople } from '../../support/lab/people-part.ts';

const RECOVERED: Expectation = { endState: 'Recovered', promoted: true };
const HELD: Expectation = { endState: 'Held for a person', promoted: false };
const UNTOLD: Expectation = { ...RECOVERED, untold: 'SNS is down' };
const UNREPORTED: Expectation = { ...RECOVERED, unreported: 'S3 refuses' };
const UNWRITTEN: Expectation = { ...RECOVERED, unwritten: 'DynamoDB throttles' };

const refused = {
  at: at(1),
  kind: 'refused' as const,
  service: 'dynamodb',
  operation: 'PutItem',
  reason: 'broken',
  byFault: true as const,
};
const objections = (people: PeoplePart, expected: Expectation, events: Evidence['events'] = []) =>
  [ladderStandsBeside, statusPageTellsTheTruth, incidentIsWrittenUp].flatMap(
    (requirement) => requirement({ ...recovered(), people, events }, expected) ?? [],
  );
const firstLadder = (people: PeoplePart, change: Partial<PeoplePart['ladders'][number]>): PeoplePart => ({
  ...people,
  ladders: people.ladders.map((one) => ({ ...one, ...change })),
});

describe('nothing is wrong', () => {
  test.each<[string, PeoplePart, Expectation, Evidence['events']]>([
    ['an incident that is over, told, shown and written up', overForPeople(), RECOVERED, []],
    ['one that is open, with its ladder up', openForPeople(), HELD, []],
    ['a false alarm, of which nobody heard', NOTHING_FOR_PEOPLE, { endState: 'False alarm', promoted: false }, []],
    ['a ladder that goes on trying where no message is taken', { ...overForPeople(), ladders: openForPeople().ladders }, UNTOLD, []],
    ['no post-mortem where nothing can be stored', { ...overForPeople(), postMortems: [] }, UNREPORTED, []],
    [
      'neither page nor post-mortem where nothing can be written down',
      { ...overForPeople(), statusPage: [], postMortems: [] },
      UNWRITTEN,
      [refused],
    ],
  ])('with %s', (_, people, expected, events) => expect(objections(people, expected, events)).toEqual([]));
});

describe('said is', () => {
  test.each<[string, PeoplePart, Expectation, RegExp]>([
    ['no ladder', { ...overForPeople(), ladders: [] }, RECOVERED, /no ladder was started/],
    ['no ladder of an open incident', { ...openForPeople(), ladders: [] }, HELD, /no ladder was started/],
    ['a ladder that came down although the incident is open', firstLadder(openForPeople(), { status: 'FAILED' }), HELD, /no ladder is up/],
    [
      'a ladder that has not climbed yet',
      firstLadder(openForPeople(), { path: ['Join incident'] }),
      HELD,
      /no ladder is up that has climbed/,
    ],
    [
      'a ladder that did not come to its end',
      firstLadder(overForPeople(), { status: 'FAILED', path: ['Join incident', 'Nobody was told'] }),
      RECOVERED,
      /the ladder is FAILED in "Nobody was told"/,
    ],
    [
      'a ladder that came down without having told anybody',
      overForPeople(),
      UNTOLD,
      /no ladder is up that has climbed; required one until/,
    ],
    ['no status page', { ...overForPeople(), statusPage: [] }, RECOVERED, /there is no status page/],
    [
      'a page that says well while the incident is open',
      { ...openForPeople(), statusPage: overForPeople().statusPage },
      HELD,
      /says that all is well/,
    ],
    [
      'a page that says that a machine recovers when none does',
      {
        ...openForPeople(),
        statusPage: openForPeople().statusPage.map((one) => ({ ...one, body: one.body.replace('by-hand', 'recovering') })),
      },
      HELD,
      /says "recovering" after the machine has ended/,
    ],
    [
      'a page that shows what is over as open',
      { ...overForPeople(), statusPage: openForPeople().statusPage },
      RECOVERED,
      /shows 1 open incident/,
    ],
    [
      'a page without what happened',
      { ...overForPeople(), statusPage: [{ key: 'status.json', body: '{"state":"well","open":[],"past":[]}', contentType: 'x' }] },
      RECOVERED,
      /last incident of the status page is "none"/,
    ],
    ['an incident that nobody wrote up', { ...overForPeople(), postMortems: [] }, RECOVERED, /has no post-mortem \.md, \.html/],
    [
      'half a post-mortem',
      { ...overForPeople(), postMortems: overForPeople().postMortems.slice(0, 1) },
      RECOVERED,
      /has no post-mortem \.html; required both/,
    ],
    ['a post-mortem in a bucket that refuses', overForPeople(), UNREPORTED, /lie in S3; required none/],
    ['no throttling where it was broken', { ...overForPeople(), postMortems: [] }, UNWRITTEN, /no call about a timeline was throttled/],
  ])('%s', (_, people, expected, reason) => expect(objections(people, expected).join('\n')).toMatch(reason));
});
