import type { DependencyLook } from '../../../lambdas/domain/dependency-look.ts';
import type { DependencyWatch } from '../../../lambdas/domain/dependency-watch.ts';
import type { Outage, OutageLook, Switching } from '../../../lambdas/domain/outage.ts';
import { after, START } from '../ports/builders.ts';
import type { World } from '../ports/fakes.ts';

export const looked = (change: Partial<DependencyLook> = {}): DependencyLook => ({
  dependency: 'mvola',
  available: true,
  seen: 'https://api.mvola.mg/ answered HTTP 200',
  at: START,
  ...change,
});
export const failed = (change: Partial<DependencyLook> = {}): DependencyLook =>
  looked({ available: false, seen: 'https://api.mvola.mg/: no answer within 5 s', ...change });

export const outage = (change: Partial<Outage> = {}): Outage => ({
  status: 'opened',
  dependency: 'mvola',
  id: 'inc-20261123-100000-0a1b2c3d',
  token: 7,
  severity: 'P2',
  openedAt: START,
  executionId: 'arn:execution:1',
  reason: 'alarm reprise-taxcollector/dependency-outage/DependencyOut-mvola',
  trigger: 'alarm',
  watched: true,
  ...change,
});

export const outageLook = (change: Partial<OutageLook> = {}): OutageLook => {
  const look = failed();
  const { available, seen, at } = look;
  return { action: 'switch', why: seen, at, available, seen, holds: 'normal', value: 'online', looks: [look], ...change };
};

export const switching = (change: Partial<Switching> = {}): Switching => ({
  state: 'switched',
  to: 'fallback',
  at: after(5),
  why: '/taxcollector/switches/mvola was switched from "online" to "offline"',
  ...change,
});

export const watching = (change: Partial<DependencyWatch> = {}): DependencyWatch => ({
  state: 'out',
  since: after(60),
  at: after(120),
  looks: 2,
  breaks: 0,
  seen: 'https://api.mvola.mg/: no answer within 5 s',
  ...change,
});

/** Answers of the looks in the order of the plan: mvola, stripe, smtp, cloudflare. */
export const everyLook = (world: World, mvola: DependencyLook, others: Partial<DependencyLook> = {}): World =>
  world.answer('dependencies.look', mvola, ...['stripe', 'smtp', 'cloudflare'].map((dependency) => looked({ dependency, ...others })));
