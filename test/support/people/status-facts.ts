import type { PublicIncident, RegionStatus } from '../../../lambdas/domain/public-incident.ts';
import { type StatusFacts, statusFacts } from '../../../lambdas/domain/status-page.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { after } from '../ports/builders.ts';

/** What somebody might type to break a page, or to break out of it. */
export const INJECTED = '</p></style><script>alert(1)</script><img src=x onerror=alert(1)> "\' & \u202etxet';

export const publicOne = (change: Partial<PublicIncident> = {}): PublicIncident => ({
  id: 'inc-20261123-100000-0123abcd',
  scenario: 'database-failover',
  severity: 'P1',
  startedAt: after(-300),
  resolvedAt: null,
  outcome: null,
  phase: 'recovering',
  notices: {},
  ...change,
});

const over = (index: number, change: Partial<PublicIncident> = {}): PublicIncident =>
  publicOne({
    id: `inc-past-${index}`,
    startedAt: after(-86_400 * (3 + 7 * index)),
    resolvedAt: after(-86_400 * (3 + 7 * index) + 95 + 3_600 * index),
    outcome: (['recovered', 'by-hand', 'false-alarm'] as const)[index % 3] ?? 'recovered',
    scenario:
      ['database-failover', 'region-failover', 'data-recovery', 'dependency-outage', 'app-server-failure', 'something-new'][index % 6] ??
      '',
    severity: (['P1', 'P2', 'P3', 'P4'] as const)[index % 4] ?? 'P1',
    ...change,
  });

const notice = {
  at: after(-120),
  text: 'Chers utilisateurs,\n\nNous rencontrons des difficultés techniques.\nImpact : vos paiements peuvent échouer.\n\nL’équipe TaxCollector',
};

const said = (asOf: string, ...incidents: PublicIncident[]): RegionStatus => ({ schemaVersion: 1, asOf, incidents });
const factsOf = (plan: Plan, ...incidents: PublicIncident[]) => statusFacts([said(after(0), ...incidents)], new Date(after(0)), plan);

/** Pages that people may meet, by what is going on. */
export const STATUS: Record<string, (plan: Plan) => StatusFacts> = {
  well: (plan) => factsOf(plan),
  incident: (plan) => factsOf(plan, publicOne(), over(0)),
  'incident with an approved notice': (plan) => factsOf(plan, publicOne({ phase: 'by-hand', notices: { interruption: notice } }), over(1)),
  'two incidents, one of a silent region': (plan) =>
    statusFacts(
      [
        said(after(-9_000), publicOne({ id: 'inc-silent', severity: 'P3', startedAt: after(-9_100) })),
        said(after(0), publicOne({ phase: 'deciding' })),
      ],
      new Date(after(0)),
      plan,
    ),
  'many past incidents': (plan) =>
    factsOf(plan, ...Array.from({ length: 40 }, (_, index) => over(index, index % 5 === 0 ? { notices: { resolution: notice } } : {}))),
  'texts that want to break out': (plan) =>
    factsOf(plan, publicOne({ scenario: INJECTED, notices: { interruption: { at: after(-1), text: INJECTED } } })),
};
