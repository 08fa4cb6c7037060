import type { SeverityName } from '../../lib/plan/schema.ts';

const SEVERITIES: readonly SeverityName[] = ['P1', 'P2', 'P3', 'P4'];

/** P1 is above P2. */
export const isRaise = (from: SeverityName, to: SeverityName): boolean => SEVERITIES.indexOf(to) < SEVERITIES.indexOf(from);
