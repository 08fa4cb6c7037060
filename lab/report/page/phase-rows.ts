import type { Details } from '../details.ts';
import type { PhaseName } from '../phase-times.ts';
import { NOT_MEASURED } from './wording.ts';

/** A phase on the clock of the fault: spans in seconds since the fault; `seconds` is `null` when there are none, and `note` says why. */
export type PhaseRow = { phase: PhaseName; spans: { from: number; to: number }[]; seconds: number | null; note: string };

/** Phases of a recovery that a reader looks for even when they did not take place. */
const LOOKED_FOR: readonly PhaseName[] = ['detection', 'decision', 'fencing', 'promotion', 'switch', 'verification'];

/** Every phase that took place and every one that a reader looks for, in reading order. */
export function phaseRows({ phases, fault }: Pick<Details, 'phases' | 'fault'>): PhaseRow[] {
  const since = (moment: string) => (Date.parse(moment) - Date.parse(fault.at)) / 1_000;
  const found = phases.map(({ phase, spans }) => {
    const own = spans.map(({ from, to }) => ({ from: since(from), to: since(to) }));
    return { phase, spans: own, seconds: own.reduce((sum, { from, to }) => sum + to - from, 0), note: '' };
  });
  const missing = LOOKED_FOR.filter((name) => !found.some(({ phase }) => phase === name)).map((phase) => ({
    phase,
    spans: [],
    seconds: null,
    note: phase === 'detection' ? NOT_MEASURED : 'none',
  }));
  const others = found.filter(({ phase }) => !LOOKED_FOR.includes(phase));
  const inOrder = LOOKED_FOR.flatMap((name) => [...found, ...missing].filter(({ phase }) => phase === name));
  return [...inOrder, ...others];
}
