import { incidents } from '../commands/incidents.ts';
import type { Command } from './command.ts';
import { incident } from './incident.ts';

/** Sub-commands of `npx reprise`, by the word that is typed. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  incident,
  incidents: {
    summary: 'how many incidents there were, how long they took, how available the service was',
    help: incidents.help,
    run: incidents.run,
  },
};
