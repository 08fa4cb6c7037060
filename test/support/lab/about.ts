import { primaryKilled } from '../../../lab/faults/primary-killed.ts';
import { planOf } from '../ports/builders.ts';
import { at } from './evidence.ts';

/** What `buildReport` is told about a rehearsal whose evidence is that of a perfect recovery. */
export const ABOUT = {
  scenario: 'database-failover',
  fault: primaryKilled,
  plan: planOf(),
  definitionSha256: 'a'.repeat(64),
  startedAt: at(-20),
  latency: 'none',
} as const;
