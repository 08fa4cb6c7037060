/** Severities of the plan, the most severe first: their order is who outranks whom. */
export const SEVERITIES = ['P1', 'P2', 'P3', 'P4'] as const;
