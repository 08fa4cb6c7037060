import type { Plan } from '../lib/plan/schema.ts';

declare const REPRISE_PLAN: Plan;

/**
 * The validated plan, written into each bundle at synth (ADR 1): on the day no parameter store, no list call
 * and no network is needed to know the topology. Only handlers read it; steps take what they need as an argument.
 */
export const plan: Plan = REPRISE_PLAN;
