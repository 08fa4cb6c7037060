import type { Evidence } from '../evidence.ts';
import { detection } from '../measure.ts';
import { phaseOf, type Stay, type WorkPhase } from '../phases.ts';
import type { MachineGraph } from './machine-graph.ts';

export type PhaseName = 'detection' | WorkPhase | 'a person decides' | 'records and messages';

/** When a phase was worked on; ISO 8601. One that was left and entered again has several spans. */
export type PhaseTime = { phase: PhaseName; spans: { from: string; to: string }[] };

/** Order in which people read them. */
const ORDER: readonly PhaseName[] = [
  'detection',
  'decision',
  'a person decides',
  'fencing',
  'promotion',
  'switch',
  'verification',
  'quorum relief',
  'records and messages',
];

/** Phases that took place, in reading order. A phase that is not in the list did not take place, or could not be measured. */
export function phaseTimes(
  evidence: Pick<Evidence, 'events' | 'faultAt' | 'region'>,
  stays: readonly Stay[],
  graph: MachineGraph,
): PhaseTime[] {
  const spans = new Map<PhaseName, PhaseTime['spans']>();
  const detected = detection(evidence);
  if (detected !== null) spans.set('detection', [{ from: iso(detected.from), to: iso(detected.to) }]);
  let previous: PhaseName | undefined;
  for (const stay of stays) {
    const phase = phaseAt(stay.name, graph);
    if (phase === undefined) continue;
    const own = spans.get(phase) ?? [];
    const last = own.at(-1);
    // Work that goes on in the next state is one span: the questions between take no time.
    if (phase === previous && last !== undefined) last.to = stay.exitedAt;
    else own.push({ from: stay.enteredAt, to: stay.exitedAt });
    spans.set(phase, own);
    previous = phase;
  }
  return ORDER.flatMap((phase) => {
    const own = spans.get(phase);
    return own === undefined ? [] : [{ phase, spans: own }];
  });
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

function phaseAt(name: string, { states }: MachineGraph): PhaseName | undefined {
  const state = states.find((one) => one.name === name);
  if (state?.waitsForPerson) return 'a person decides';
  const phase = phaseOf(name);
  if (phase !== undefined) return phase;
  return state?.type === 'Task' ? 'records and messages' : undefined;
}
