import type { DependencyEvidence } from '../../../../lab/dependencies/evidence.ts';
import { judgeDependency } from '../../../../lab/dependencies/judge.ts';
import type { TimelineEvent } from '../../../../lab/timeline.ts';
import { goodEvents, outageEvidence, REGIONS, told, write } from '../../../support/lab/outage-evidence.ts';
import { after } from '../../../support/ports/builders.ts';

const HOME = 'eu-west-3';
const judged = (change: Partial<DependencyEvidence>) => judgeDependency(outageEvidence(change));
/** Events in which those of the first region are others. */
const events = (change: (good: TimelineEvent[]) => TimelineEvent[]) => ({
  events: [...change(goodEvents(HOME)), ...goodEvents('eu-west-1')],
});
const withoutKind = (kind: TimelineEvent['kind']) => events((good) => good.filter((event) => event.kind !== kind));

test('an outage that went as required has no reason against it', () => expect(judged({})).toEqual([]));

const CASES: [what: string, change: Partial<DependencyEvidence>, reason: RegExp][] = [
  ['nothing was written', withoutKind('parameter'), /was written never; required online -> offline, offline -> online/],
  [
    'it was switched to and fro',
    events((good) => [...good, write(1_930, HOME, 'online', 'offline')]),
    /online -> offline, offline -> online, online -> offline/,
  ],
  ['another parameter was written', events((good) => [...good, write(300, HOME, 'a', 'b', '/other')]), /\/other was written as well/],
  [
    'it was switched before anything was broken',
    { moments: { ...outageEvidence().moments, outAt: after(295) } },
    /before anything was broken/,
  ],
  [
    'it was switched too early',
    events((good) => good.filter((event) => event.at !== after(240))),
    /switched after 2 failed looks; required 3/,
  ],
  [
    'it was switched back too early',
    { moments: { ...outageEvidence().moments, heldAt: after(1_100) } },
    /switched back 820 s after it was well for good; required 900 s/,
  ],
  ['the application read nothing', { sightings: [] }, /the application read nothing; required online, offline, online/],
  [
    'the contact was told nothing',
    events((good) => good.filter((event) => event.kind !== 'notification' || !event.topic.includes('contact'))),
    /contact-mvola got 0 messages/,
  ],
  [
    'somebody was told twice',
    events((good) => [...good, told(300, HOME, 'on-call', 'out again')]),
    /on-call got 3 messages \(out \| back \| out again\)/,
  ],
  [
    'an execution failed',
    {
      executions: outageEvidence().executions.map((one) => ({
        ...one,
        path: one.path[1] === 'Back to normal' ? ['Outage not handled'] : one.path,
        cause: 'why',
      })),
    },
    /ended SUCCEEDED in "Outage not handled" \(why\)/,
  ],
  ['nobody worked', { executions: [] }, /0 executions did the work; required 1/],
  [
    'the second alarm did nothing at all',
    { executions: outageEvidence().executions.filter(({ path }) => path[1] !== 'Already handled') },
    /no execution ended "Already handled"/,
  ],
  [
    'a call was denied',
    events((good) => [...good, { at: after(1), kind: 'denied', caller: 'role', action: 'ssm:PutParameter', resource: 'p' }]),
    /DENIED ssm:PutParameter on p for role/,
  ],
  [
    'a call was refused',
    events((good) => [...good, { at: after(1), kind: 'refused', service: 'ssm', operation: 'X', reason: 'unknown' }]),
    /refused: ssm X: unknown/,
  ],
  ['something was waited for in vain', { brokenOff: 'no switch within 5 s' }, /^no switch within 5 s$/],
];

test.each(CASES)('%s: failed, with the reason', (_, change, reason) => {
  expect(judged(change)).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
});

test('every region has to do its part', () => {
  expect(judged({ events: goodEvents(HOME) }).filter((reason) => reason.startsWith('eu-west-1: ')).length).toBeGreaterThan(2);
  expect(REGIONS).toHaveLength(2);
});

test('what an alarm says by itself is no message of the machine', () => {
  expect(
    judged(events((good) => [...good, told(5, HOME, 'on-call', 'ALARM: "reprise-taxcollector/dependency-outage/DependencyProbeBlind"')])),
  ).toEqual([]);
});
