import type { SeverityName } from '../../lib/plan/schema.ts';
import { SEVERITIES } from '../../lib/plan/severities.ts';

/** P1 is above P2. */
export const isRaise = (from: SeverityName, to: SeverityName): boolean => SEVERITIES.indexOf(to) < SEVERITIES.indexOf(from);
