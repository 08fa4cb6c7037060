import type { Audience } from '../../lib/plan/schema.ts';
import type { Action, Approvable } from '../domain/incident-action.ts';

/** What a link of a message lets one reader do, once. `expiresAt` is ISO 8601; `question` goes with approve and decline. */
export type LinkTarget = { incident: string; action: Action; question?: Approvable; audience: Audience; expiresAt: string };

/** Makes signed links. Rejects with `DependencyUnavailable` when nothing can be signed: a message then goes without them. */
export interface LinkMaker {
  linkTo(target: LinkTarget): Promise<string>;
}
