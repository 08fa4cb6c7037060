import type { Question } from './decision.ts';
import { assessmentOf, type MachineState } from './machine-state.ts';

/** The risk a question is about, in the machine's words: what an approval accepts, and nothing beyond it. */
export function whatIsAsked(question: Question, state: MachineState): string {
  switch (question) {
    case 'give-up-primary':
      return assessmentOf(state)?.why ?? 'the primary was not assessed';
    case 'promote-unfenced': {
      const { fencing } = state;
      const seen = fencing?.evidence.map((one) => one.seen).join('; ') ?? 'nothing was tried';
      return `${fencing?.node ?? 'the old primary'} is not proven unable to accept writes (${seen})`;
    }
    case 'promote-candidate':
      return state.comparison?.why ?? 'no standby was compared';
  }
}
