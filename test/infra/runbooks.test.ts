import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { names } from '../../lib/plan/names.ts';
import { appOf } from '../support/cdk/synthesized.ts';
import { planOf } from '../support/ports/builders.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNBOOKS = join(ROOT, 'docs/runbooks');
const PARTS = ['Description', 'Investigation', 'Resolution', 'When not to'];
const pages = readdirSync(RUNBOOKS).map((file) => file.replace(/\.md$/, ''));
const text = (page: string) => readFileSync(join(RUNBOOKS, `${page}.md`), 'utf8');
const headings = (page: string) => [...text(page).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');

type Alarm = { name: string; description: string };
type Template = { Resources: Record<string, { Type: string; Properties: Record<string, string> }> };

const plan = planOf();
const resources = appOf(plan, true)
  .app.synth()
  .stacks.flatMap((stack) => Object.values((stack.template as Template).Resources));
const alarms: Alarm[] = resources
  .filter((resource) => resource.Type === 'AWS::CloudWatch::Alarm')
  .map(({ Properties }) => ({ name: Properties.AlarmName ?? '', description: Properties.AlarmDescription ?? '' }));
const machines = resources
  .filter((resource) => resource.Type === 'AWS::StepFunctions::StateMachine')
  .map(({ Properties }) => (Properties.StateMachineName ?? '').replace(names.machine(plan, ''), ''));

const linkOf = ({ description }: Alarm) => description.split('/').at(-1)?.split('#') ?? [];
const pageOf = (alarm: Alarm) => linkOf(alarm)[0] ?? '';
const anchor = (heading: string) => heading.toLowerCase().replaceAll(' ', '-');
/** An alarm of one thing among several has its id after the condition: all of them share a section. */
const conditionOf = ({ name }: Alarm) => (name.split('/').at(-1) ?? '').split('-')[0] ?? '';

/** Headings of the second level with what stands below each of them, up to the next one. */
const sections = (page: string) =>
  text(page)
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return { title, body: lines.join('\n').trim() };
    });
/** Alarms that share the page of their machine: each is one section, whose four parts are items of a list. */
const ALARM_SECTION = /^Alarm /;
const alarmSections = (page: string) => sections(page).filter(({ title }) => ALARM_SECTION.test(title));
const wordsIn = (body: string) => body.split(/\s+/).filter((word) => /\w/.test(word)).length;
const partsOf = (body: string) =>
  body
    .split(/^- \*\*/m)
    .slice(1)
    .map((item) => {
      const [title = '', ...rest] = item.split('**: ');
      return { title, body: rest.join('**: ') };
    });

const CONDITIONS = [
  ...['PrimaryNotWritable', 'ProbeBlind', 'NotReady', 'ReplicationLagging', 'StandbyNotStreaming', 'QuorumNotMet'],
  ...['DependencyOut', 'DependencyProbeBlind'],
  ...['MachineFailed', 'MachineTimedOut', 'MachineThrottled', 'MachineAborted', 'MachineNotStarted'],
  ...['LadderFailed', 'LadderTimedOut', 'LadderAborted', 'LadderNotStarted'],
];

test('every alarm says what it means and links a page that exists', () => {
  expect(new Set(alarms.map(conditionOf))).toEqual(new Set(CONDITIONS));
  for (const alarm of alarms) {
    expect(alarm.description).toMatch(new RegExp(`^[A-Z].{30,} Runbook: ${plan.notices.runbookUrl}/[A-Za-z-]+(#[a-z-]+)?$`));
    expect({ alarm: alarm.name, page: existsSync(join(RUNBOOKS, `${pageOf(alarm)}.md`)) }).toEqual({ alarm: alarm.name, page: true });
  }
});

test('the page of an alarm has the alarm as its title, or the very section that is linked', () => {
  const missing = alarms.filter((alarm) => {
    const [page = '', section] = linkOf(alarm);
    const wanted = section === undefined ? conditionOf(alarm) : `Alarm ${conditionOf(alarm)}`;
    return !headings(page).includes(wanted) || (section !== undefined && section !== anchor(wanted));
  });
  expect(missing.map((alarm) => alarm.name)).toEqual([]);
});

test('a page of its own says at once which alarm it is about, whole', () => {
  const own = alarms.filter((alarm) => pageOf(alarm) === conditionOf(alarm));
  expect(own.length).toBeGreaterThan(0);
  for (const alarm of own) {
    const whole = names.alarm({ name: '<plan>' }, alarm.name.split('/')[1] ?? '', conditionOf(alarm));
    expect(text(pageOf(alarm)).split('\n')[2]).toContain(`Alarm \`${whole}\`.`);
  }
});

test.each(pages)('%s has the four parts everybody looks for, in their order, none of them empty', (page) => {
  expect(headings(page)[0]).toBe(page);
  const own = sections(page).filter(({ title }) => !ALARM_SECTION.test(title));
  expect(own.map(({ title }) => title)).toEqual(PARTS);
  for (const { title, body } of own) expect({ title, enough: wordsIn(body) > 5 }).toEqual({ title, enough: true });
});

test.each(pages.flatMap((page) => alarmSections(page).map((section) => ({ page, ...section }))))(
  'the section $title of $page has the same four',
  ({ body }) => {
    expect(partsOf(body).map(({ title }) => title)).toEqual(PARTS);
    for (const part of partsOf(body))
      expect({ part: part.title, enough: wordsIn(part.body) > 5 }).toEqual({ part: part.title, enough: true });
  },
);

test('no page is about nothing that is deployed, and every machine has one', () => {
  expect(machines.length).toBeGreaterThan(0);
  expect([...pages].sort()).toEqual([...new Set([...alarms.map(pageOf), ...machines])].sort());
});

test('no section is about an alarm that does not exist, or that has its page elsewhere', () => {
  const linked = new Set(alarms.map((alarm) => linkOf(alarm).join('#')));
  const written = pages.flatMap((page) => alarmSections(page).map(({ title }) => `${page}#${anchor(title)}`));
  expect(written.length).toBeGreaterThan(0);
  expect(written.filter((one) => !linked.has(one))).toEqual([]);
  expect(new Set(written).size).toBe(written.length);
});

test('pages that lead to another one lead to one that exists, and to a heading that it has', () => {
  const links = pages.flatMap((page) => [...text(page).matchAll(/\]\(([^)]*)\)/g)].map((match) => ({ page, to: match[1] ?? '' })));
  const broken = links.filter(({ page, to }) => {
    const [file = '', section] = to.split('#');
    const target = file === '' ? page : file.replace(/\.md$/, '');
    return !pages.includes(target) || (section !== undefined && !headings(target).map(anchor).includes(section));
  });
  expect(links.length).toBeGreaterThan(0);
  expect(broken).toEqual([]);
});

test.each(machines.filter((one, index) => machines.indexOf(one) === index))('the page of %s explains every way it can end', (machine) => {
  const golden = JSON.parse(readFileSync(join(ROOT, `statemachines/golden/${machine}.asl.json`), 'utf8')) as {
    States: Record<string, { Type: string }>;
  };
  const ends = Object.entries(golden.States)
    .filter(([, state]) => ['Succeed', 'Fail'].includes(state.Type))
    .map(([name]) => name);
  expect(ends.length).toBeGreaterThan(3);
  expect(ends.filter((end) => !text(machine).includes(`| ${end} |`))).toEqual([]);
});
