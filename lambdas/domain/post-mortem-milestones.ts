import { firstAudience } from '../../lib/plan/audiences.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { RecordEntry } from './incident-record.ts';

/** The moments that the plan's template asks for (§6.1). */
export const MILESTONES = ['detection', 'first-action', 'escalation', 'resolution'] as const;
export type Milestone = (typeof MILESTONES)[number];

/** Which entry is which moment, by sequence number; a moment that the record does not show is missing, never guessed. */
export function milestonesOf(entries: readonly RecordEntry[], plan: Plan): ReadonlyMap<number, Milestone> {
  const first = firstAudience(plan);
  const found: Record<Milestone, RecordEntry | undefined> = {
    detection: entries.find(({ kind }) => kind === 'alarm') ?? entries.find(({ kind }) => kind === 'opened'),
    'first-action': entries.find(({ kind }) => kind === 'command'),
    escalation: entries.find(
      (one) => one.kind === 'message' && one.data.telling?.startsWith('rung/') === true && one.data.audience !== first,
    ),
    resolution: entries.find(({ kind }) => kind === 'resolved'),
  };
  return new Map(MILESTONES.flatMap((name) => (found[name] === undefined ? [] : [[found[name].sequence, name] as const])));
}
