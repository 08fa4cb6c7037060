import { LONGEST_SMS } from '../../lambdas/domain/sms.ts';
import { statusOf } from '../people-part.ts';
import { endOf, type Heard, heardIn, type Lived } from './lived.ts';
import { minutes, rungsByThePlan } from './rungs.ts';

/** Seconds a message may be late: functions work in real time, also on a fast clock. */
const LATE = 60;

type Requirement = (lived: Lived, heard: readonly Heard[]) => string[];

const reason = (wrong: boolean, text: string): string[] => (wrong ? [text] : []);

const firstWords = (heard: readonly Heard[]): Heard[] => {
  const first = new Map<string, Heard>();
  for (const one of heard) if (!first.has(one.audience)) first.set(one.audience, one);
  return [...first.values()];
};

/** Whom the plan tells, at the second it says; nobody before, nobody else. */
const toldAsPlanned: Requirement = ({ plan, severity, course }, heard) => {
  const planned = rungsByThePlan(plan, severity, course);
  const first = firstWords(heard);
  const wrong = planned.flatMap(({ audience, seconds }) => {
    const one = first.find((word) => word.audience === audience);
    if (one === undefined) return [`${audience} was never told; required at ${minutes(seconds)}`];
    if (one.seconds < seconds) return [`${audience} was told at ${minutes(one.seconds)}; required not before ${minutes(seconds)}`];
    return reason(one.seconds > seconds + LATE, `${audience} was told at ${minutes(one.seconds)}; required at ${minutes(seconds)}`);
  });
  const surplus = first.filter(({ audience }) => !planned.some((rung) => rung.audience === audience));
  return [...wrong, ...surplus.map(({ audience, seconds }) => `${audience} was told at ${minutes(seconds)}; required never`)];
};

/** Whoever was told hears something at least once an update interval, until the end, and then the end. */
const keptInformed: Requirement = ({ plan, course }, heard) => {
  const end = endOf(course);
  const every = plan.escalation.updateEvery;
  return firstWords(heard).flatMap(({ audience, seconds: since }) => {
    const times = heard.flatMap((one) => (one.audience === audience && one.seconds < end ? [one.seconds] : []));
    const silent = [...times, end].findIndex((time, index, all) => index > 0 && time - (all[index - 1] ?? since) > every + LATE);
    return [
      ...reason(silent > 0, `${audience} heard nothing after ${minutes(times[silent - 1] ?? since)} for longer than ${minutes(every)}`),
      ...reason(
        !heard.some((one) => one.audience === audience && one.seconds >= end),
        `${audience} did not hear that the incident is over; required of everybody who was told`,
      ),
    ];
  });
};

/** What users read is what a person approved, to the letter; without an approval they read nothing. */
const usersReadWhatWasApproved: Requirement = ({ course }, heard) => {
  const approvals = course.deeds.filter(({ action }) => action === 'approve').map(({ after }) => after);
  const sent = heard.filter((one) =>
    heard.some((draft) => draft.seconds < one.seconds && draft.body !== one.body && draft.body.includes(one.body)),
  );
  const early = sent.filter((one) => !approvals.some((after) => after <= one.seconds && one.seconds <= after + LATE));
  return [
    ...early.map(({ seconds }) => `a text for users was sent at ${minutes(seconds)}; required only once a person has approved it`),
    ...reason(sent.length < approvals.length, `${sent.length} texts for users were sent; required ${approvals.length}, as drafted`),
  ];
};

/** A brace is what a placeholder that nobody filled leaves. */
const RAW = /\{[a-zA-Z]+\}/;

const everyMessageIsReadable: Requirement = (_, heard) =>
  heard.flatMap(({ subject, body, sms, seconds }) => [
    ...reason(RAW.test(`${subject}${body}${sms ?? ''}`), `a message of ${minutes(seconds)} shows a raw placeholder: ${subject}`),
    ...reason(sms === null, `a message of ${minutes(seconds)} has no text for phones: ${subject}`),
    ...reason(
      (sms ?? '').length > LONGEST_SMS,
      `a text for phones of ${minutes(seconds)} has ${sms?.length} characters; allowed ${LONGEST_SMS}`,
    ),
  ]);

const cameToItsEnd: Requirement = ({ execution: { status, path } }) =>
  reason(
    status !== 'SUCCEEDED',
    `the ladder is ${status} in "${path.at(-1) ?? 'none'}"; required that it has told everybody and come down`,
  );

const shownAndWrittenUp: Requirement = ({ people, plan }) => {
  const status = statusOf(people);
  const [last] = status?.past ?? [];
  const documents = plan.languages.flatMap((language) => [`.${language}.md`, `.${language}.html`]);
  const missing = documents.filter((end) => !people.postMortems.some(({ key }) => key.endsWith(end)));
  return [
    ...reason(status?.state !== 'well', `the status page says "${status?.state ?? 'nothing'}"; required "well" after the end`),
    ...reason(last?.outcome !== 'by-hand', `the last incident of the status page is "${last?.outcome ?? 'none'}"; required "by-hand"`),
    ...reason(missing.length > 0, `no post-mortem ${missing.join(', ')}; required one in each language, Markdown and HTML`),
  ];
};

const nothingWasRefused: Requirement = ({ events, iam }) => [
  ...iam.denied.map((one) => `DENIED ${one.action} on ${one.resource} for ${one.caller}; required nothing denied`),
  ...reason(iam.callsChecked === 0, 'no call was checked against a role; required all'),
  ...events.flatMap((event) => (event.kind === 'refused' ? [`refused: ${event.service} ${event.operation}: ${event.reason}`] : [])),
];

const REQUIREMENTS = [
  toldAsPlanned,
  keptInformed,
  usersReadWhatWasApproved,
  everyMessageIsReadable,
  cameToItsEnd,
  shownAndWrittenUp,
  nothingWasRefused,
];

/** What is not as the plan and the course say, a sentence each; empty when the rehearsal passed. */
export function judgeLadder(lived: Lived): string[] {
  const heard = heardIn(lived);
  return REQUIREMENTS.flatMap((requirement) => requirement(lived, heard));
}
