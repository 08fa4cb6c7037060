import type { Plan } from '../../lib/plan/schema.ts';
import type { ComposeStatusPage } from '../domain/status-page.ts';
import type { Ports } from '../ports/ports.ts';
import type { Surroundings } from './climb-ladder.ts';
import { composeForLadder, draftNotice, type RenderIncident } from './compose-for-ladder.ts';
import { refreshStatusPage } from './refresh-status-page.ts';
import { tellByLadder } from './tell-by-ladder.ts';

export type SurroundingPorts = Pick<Ports, 'notifier' | 'timeline' | 'links' | 'statusPage' | 'clock' | 'region'>;
type Words = { render: RenderIncident; status: ComposeStatusPage };

/** Seconds the status page may keep a climb: whoever was told must be carried on before the function is cut off. */
const STATUS_SECONDS = 20;

/** Everything a climb needs beside its ports, wired. */
export function surroundingsOfLadder(ports: SurroundingPorts, plan: Plan, { render, status }: Words): Surroundings {
  const late = async () => {
    await ports.clock.sleep(STATUS_SECONDS);
    return `status page not written within ${STATUS_SECONDS} s; the next climb writes it again`;
  };
  return {
    plan,
    tell: tellByLadder(ports, composeForLadder(ports, plan, render)),
    draft: draftNotice(ports, plan, render),
    showStatus: () => Promise.race([refreshStatusPage(ports, plan, status), late()]),
  };
}
