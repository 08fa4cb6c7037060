/** A part of the machine's work that people ask the time of; `detection` comes before the machine and is measured from probe and alarm. */
export type WorkPhase = 'decision' | 'fencing' | 'promotion' | 'switch' | 'verification' | 'quorum relief';

/** States of database failover by the phase they work for. Questions take no time and belong to none, nor do records and messages. */
export const STATES_OF: Readonly<Record<WorkPhase, readonly string[]>> = {
  decision: ['Open incident', 'Assess primary', 'Wait before looking again', 'Start the ladder'],
  fencing: ['Fence old primary', "Stop old primary's instance", 'Wait for the instance to stop', 'Check that the instance stopped'],
  promotion: ['Compare replica LSNs', 'Promote standby', 'Look at the candidate', 'Promote through SQL', 'Look at the candidate again'],
  switch: ['Switch writer record', 'Re-point other standbys', 'Set synchronous standbys', 'Wait for the writer record'],
  verification: ['Restart application', 'Verify through the name'],
  'quorum relief': ['Take silent standbys out of the quorum'],
};

const WORK_PHASES = Object.keys(STATES_OF) as readonly WorkPhase[];

/** Phase a state works for, if it works for one. */
export function phaseOf(state: string): WorkPhase | undefined {
  return WORK_PHASES.find((phase) => STATES_OF[phase].includes(state));
}

/** A stay in a state; ISO 8601. */
export type Stay = { name: string; enteredAt: string; exitedAt: string };
