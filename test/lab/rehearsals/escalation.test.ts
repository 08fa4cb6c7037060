import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LadderReport } from '../../../lab/ladder/report.ts';
import { startRehearsal } from '../../support/lab/run-rehearsal.ts';

const out = mkdtempSync(join(tmpdir(), 'reprise-report-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Rehearses courses of one severity and answers their reports; whatever was printed is shown when one did not pass. */
async function rehearsed(severity: string, ...courses: string[]): Promise<LadderReport[]> {
  const folder = join(out, severity);
  const words = courses.flatMap((course) => ['--fault', course]);
  const { status, output } = await startRehearsal('escalation', '--severity', severity, ...words, '--out', folder).ended;
  expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  expect(output).toContain('fast: it jumps over the waiting');
  const folders = courses.length === 1 ? [folder] : courses.map((course) => join(folder, course));
  return folders.map((one) => JSON.parse(readFileSync(join(one, 'report.json'), 'utf8')) as LadderReport);
}

const minutesOf = ({ rungs }: LadderReport) =>
  rungs.map(({ audience, toldSeconds }) => [audience, Math.floor((toldSeconds ?? Number.NaN) / 60)]);
const typedIn = ({ typed }: LadderReport) => typed.map(({ command }) => command.split(' ')[3]);

test('P1: nobody answers, on-call acknowledges, users are told what was approved, it is over early', async () => {
  const [nobody, acknowledged, approved, early] = await rehearsed(
    'P1',
    'nobody-answers',
    'acknowledged',
    'text-approved',
    'resolved-early',
  );
  const everybody = [
    ['on-call', 0],
    ['tech-lead', 15],
    ['engineering-manager', 30],
    ['cto', 60],
    ['executive-management', 120],
    ['external-communication', 240],
  ];
  expect(minutesOf(nobody as LadderReport)).toEqual(everybody);
  expect(minutesOf(approved as LadderReport)).toEqual(everybody);
  expect(minutesOf(acknowledged as LadderReport)).toEqual(everybody.slice(0, 2));
  expect(minutesOf(early as LadderReport)).toEqual(everybody.slice(0, 2));
  expect(typedIn(acknowledged as LadderReport)).toEqual(['acknowledge', 'resolve']);
  expect(typedIn(approved as LadderReport)).toEqual(['approve', 'resolve', 'approve']);
  for (const report of [nobody, acknowledged, approved, early])
    expect(report).toMatchObject({ verdict: 'passed', reasons: [], clock: 'fast', endState: 'Everybody was told', iam: { denied: [] } });
  for (const name of ['report.html', 'report.md', 'status-page/fr.html', `post-mortem/${fileOf(nobody as LadderReport)}`])
    expect(readFileSync(join(out, 'P1', 'nobody-answers', name), 'utf8').length).toBeGreaterThan(500);
});

const fileOf = ({ files }: LadderReport) =>
  files
    .find((name) => name.endsWith('.fr.html'))
    ?.split('/')
    .at(-1) ?? 'none';

test('P2: nobody answers', async () => {
  const [report] = await rehearsed('P2', 'nobody-answers');
  expect(minutesOf(report as LadderReport)).toEqual([
    ['on-call', 0],
    ['tech-lead', 30],
    ['engineering-manager', 60],
    ['cto', 120],
    ['executive-management', 240],
  ]);
});

test('P3: raised to P1 after 40 minutes, whom a P1 would have told by then hear at once; and nobody answers', async () => {
  const [raised, nobody] = await rehearsed('P3', 'severity-raised', 'nobody-answers');
  expect(minutesOf(raised as LadderReport)).toEqual([
    ['on-call', 0],
    ['tech-lead', 40],
    ['engineering-manager', 40],
    ['cto', 60],
    ['executive-management', 120],
    ['external-communication', 240],
  ]);
  expect(minutesOf(nobody as LadderReport)).toEqual([
    ['on-call', 0],
    ['tech-lead', 60],
    ['engineering-manager', 240],
  ]);
});

test('P4: on-call once, and the end', async () => {
  const [report] = await rehearsed('P4', 'nobody-answers');
  expect(minutesOf(report as LadderReport)).toEqual([['on-call', 0]]);
});
