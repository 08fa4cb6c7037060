import type { Measurement } from './incident-record.ts';
import type { MachineState } from './machine-state.ts';
import { phaseTimes } from './recovery-time.ts';

/** Figures of a recovery for the timeline; what was not measured stays `null`, never a silent zero. */
export function measurementOf(state: MachineState): Measurement {
  const { detection, decision, fencing, promotion, switch: switched, verification, recoveryTime } = phaseTimes(state);
  const loss = state.comparison?.candidate === undefined ? undefined : state.comparison.loss;
  return {
    recoveryTimeSeconds: recoveryTime,
    detectionSeconds: detection,
    decisionSeconds: decision,
    actionSeconds: fencing === null || promotion === null || switched === null ? null : fencing + promotion + switched,
    verificationSeconds: verification,
    lossBytes: loss?.bytes ?? null,
    lossSeconds: loss?.seconds ?? null,
    lossProvenZero: loss?.proven ?? false,
    divergentCommits: state.divergence?.commits ?? null,
  };
}
