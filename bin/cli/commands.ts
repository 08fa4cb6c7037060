import type { Command } from './command.ts';
import { incident } from './incident.ts';
import { incidents } from './incidents.ts';

/** Sub-commands of `npx reprise`, by the word that is typed. */
export const COMMANDS: Readonly<Record<string, Command>> = { incident, incidents };
