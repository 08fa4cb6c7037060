import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { names } from '../../lib/plan/names.ts';
import { appOf } from '../support/cdk/synthesized.ts';
import { planOf } from '../support/ports/builders.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNBOOKS = join(ROOT, 'docs/runbooks');
const pages = readdirSync(RUNBOOKS).map((file) => file.replace(/\.md$/, ''));
const text = (page: string) => readFileSync(join(RUNBOOKS, `${page}.md`), 'utf8');
const headings = (page: string) => [...text(page).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');

type Alarm = { name: string; description: string };
type Template = { Resources: Record<string, { Type: string; Properties: Record<string, string> }> };

const plan = planOf();
const { app } = appOf(plan, true);
const alarms: Alarm[] = app.synth().stacks.flatMap((stack) =>
  Object.values((stack.template as Template).Resources)
    .filter((resource) => resource.Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => ({ name: Properties.AlarmName ?? '', description: Properties.AlarmDescription ?? '' })),
);
const linkOf = ({ description }: Alarm) => description.split('/').at(-1)?.split('#') ?? [];
const pageOf = (alarm: Alarm) => linkOf(alarm)[0] ?? '';
const anchor = (heading: string) => heading.toLowerCase().replaceAll(' ', '-');
const conditionOf = ({ name }: Alarm) => name.split('/').at(-1) ?? '';

test('every alarm says what it means and links a page that exists', () => {
  expect(new Set(alarms.map(conditionOf))).toEqual(
    new Set(['PrimaryNotWritable', 'ProbeBlind', 'NotReady', 'MachineFailed', 'MachineTimedOut', 'MachineAborted', 'MachineNotStarted']),
  );
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

test.each(pages)('%s has the sections everybody looks for', (page) => {
  expect(headings(page)).toEqual(expect.arrayContaining([page, 'Description', 'Investigation', 'Resolution', 'When not to']));
});

test('no page is about nothing that is deployed', () => {
  const deployed = new Set([...alarms.map(pageOf), names.machine(plan, 'database-failover').replace(`reprise-${plan.name}-`, '')]);
  expect(pages.filter((page) => !deployed.has(page))).toEqual([]);
});

test('the page of the machine explains every way it can end', () => {
  const golden = JSON.parse(readFileSync(join(ROOT, 'statemachines/golden/database-failover.asl.json'), 'utf8')) as {
    States: Record<string, { Type: string }>;
  };
  const ends = Object.entries(golden.States)
    .filter(([, state]) => ['Succeed', 'Fail'].includes(state.Type))
    .map(([name]) => name);
  expect(ends.length).toBeGreaterThan(4);
  expect(ends.filter((end) => !text('database-failover').includes(`| ${end} |`))).toEqual([]);
});
