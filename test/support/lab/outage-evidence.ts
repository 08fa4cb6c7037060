import type { DependencyEvidence } from '../../../lab/dependencies/evidence.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import type { Dependency } from '../../../lib/plan/schema.ts';
import { after, planOf, START } from '../ports/builders.ts';

const plan = planOf();
const mvola = plan.dependencies[0] as Dependency;
const PARAMETER = mvola.switch.parameter;
export const REGIONS = ['eu-west-3', 'eu-west-1'];

export const write = (seconds: number, region: string, from: string, to: string, name = PARAMETER): TimelineEvent => ({
  ...{ at: after(seconds), kind: 'parameter', region, name, from, to, by: 'role' },
});
export const looked = (seconds: number, region: string, value: number): TimelineEvent => ({
  ...{ at: after(seconds), kind: 'metric', region, name: 'DependencyAvailable', value },
  dimensions: { Vantage: region, Dependency: 'mvola' },
});
export const told = (seconds: number, region: string, audience: string, subject: string): TimelineEvent => ({
  ...{ at: after(seconds), kind: 'notification', region, subject, message: `text of ${subject}`, sms: 'short' },
  topic: `arn:aws:sns:${region}:111122223333:reprise-taxcollector-${audience}`,
});

/** What a region shows of an outage that goes as required: out at 100 s, switched at 290, well for good at 1,000, switched back at 1,920. */
export const goodEvents = (region: string): TimelineEvent[] => [
  looked(60, region, 1),
  ...[120, 180, 240].map((second) => looked(second, region, 0)),
  write(290, region, 'online', 'offline'),
  ...['on-call', 'tech-lead', 'contact-mvola'].flatMap((audience) => [
    told(291, region, audience, 'out'),
    told(1_921, region, audience, 'back'),
  ]),
  write(1_920, region, 'offline', 'online'),
];

const execution = (region: string, end: string) => ({
  ...{ arn: `arn:${region}:${end}`, name: end, machine: 'reprise-taxcollector-dependency-outage', region, input: {} },
  ...{
    startedAt: after(289),
    endedAt: after(1_922),
    status: 'SUCCEEDED' as const,
    path: ['Open outage', end],
    output: { watch: { breaks: 1 } },
  },
});

/** An outage that went as required; change a part of it. */
export function outageEvidence(change: Partial<DependencyEvidence> = {}): DependencyEvidence {
  return {
    plan,
    dependency: mvola,
    moments: { outAt: after(100), againAt: after(300), backAt: after(420), flapAt: after(870), heldAt: after(1_000) },
    brokenOff: undefined,
    events: REGIONS.flatMap(goodEvents),
    executions: REGIONS.flatMap((region) => [execution(region, 'Back to normal'), execution(region, 'Already handled')]),
    sightings: REGIONS.flatMap((region) =>
      (
        [
          [10, 'online'],
          [295, 'offline'],
          [1_925, 'online'],
        ] as const
      ).map(([second, value]) => ({ at: after(second), region, value })),
    ),
    iam: { callsChecked: 10, denied: [], unusedGrants: [] },
    startedAt: START,
    finishedAt: after(2_000),
    ...change,
  };
}
