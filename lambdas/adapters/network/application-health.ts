import type { Plan } from '../../../lib/plan/schema.ts';
import type { ApplicationHealth, HealthAnswer } from '../../ports/application-health.ts';
import { askOnce, whyNotAnswered } from './ask-once.ts';

/** Longest piece of an unexpected answer that is shown to people. */
const LONGEST_STATUS = 100;

/** Asks the health URL of a region of the plan; anything but the expected answer is its status, never an exception. */
export function httpApplicationHealth(plan: Pick<Plan, 'regions'>, region: string): ApplicationHealth {
  const url = plan.regions.find((one) => one.name === region)?.healthUrl;
  return {
    async ask(deadlineSeconds) {
      if (url === undefined) return { healthy: false, status: `region ${region} has no health URL in the plan` };
      try {
        const answer = await askOnce(url, deadlineSeconds);
        return judge(answer.status, await answer.text());
      } catch (thrown) {
        return { healthy: false, status: `no answer from ${url}: ${whyNotAnswered(thrown)}` };
      }
    },
  };
}

function judge(status: number, body: string): HealthAnswer {
  const said = statusIn(body);
  if (status === 200 && said === 'healthy') return { healthy: true, status: said };
  return { healthy: false, status: `HTTP ${status}, ${said ?? 'no status'}` };
}

function statusIn(body: string): string | undefined {
  try {
    const { status } = JSON.parse(body) as { status?: unknown };
    return typeof status === 'string' ? status.slice(0, LONGEST_STATUS) : undefined;
  } catch {
    return undefined;
  }
}
