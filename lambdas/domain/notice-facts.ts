import type { Plan } from '../../lib/plan/schema.ts';
import { newestDraft } from './incident-commands.ts';
import type { IncidentFacts, IncidentSetting } from './incident-facts.ts';
import type { IncidentView } from './incident-view.ts';
import { known } from './known.ts';

type NoticeFacts = Pick<IncidentFacts, 'notice' | 'noticeText' | 'noticeAudience' | 'service' | 'publicImpact' | 'estimate'>;

/**
 * What concerns texts for users: the draft that waits, and what such a text may say.
 *
 * @param objectives seconds from the beginning, the nearest promise first; the first one that is still ahead is the estimate
 */
export function noticeFacts(view: IncidentView, { plan, now }: IncidentSetting, objectives: readonly number[]): NoticeFacts {
  const [notice, draft] = newestDraft(view);
  const estimate = objectives.map((seconds) => Date.parse(view.openedAt) + seconds * 1000).find((at) => at > now.getTime());
  return {
    noticeAudience: plan.notices.external.audience,
    service: plan.notices.external.service,
    ...known<NoticeFacts>({
      notice,
      noticeText: draft?.text,
      publicImpact: view.impact === undefined || namesTheEstate(view.impact, plan) ? undefined : view.impact,
      estimate: estimate === undefined ? undefined : new Date(estimate).toISOString(),
    }),
  };
}

/** Does a text name something that is nobody's business outside: a node, a host, an address, an instance? */
export function namesTheEstate(text: string, plan: Pick<Plan, 'database' | 'redis' | 'regions' | 'services'>): boolean {
  const machines = [...plan.database.nodes, ...(plan.redis?.nodes ?? []), ...plan.regions.flatMap((region) => region.swarmManagers)];
  const hosts = [...plan.database.nodes, ...(plan.redis?.nodes ?? [])].map((node) => node.host);
  const names = [
    ...machines.flatMap(({ id, address, instance }) => [id, address, instance]),
    ...hosts,
    ...plan.regions.map((region) => region.name),
    ...plan.services.map((service) => service.name),
    plan.database.writer.name,
  ];
  const words = ` ${text.toLowerCase().replace(/[^a-z0-9.-]+/g, ' ')} `;
  return names.some((name) => new RegExp(`[ .]${name.toLowerCase().replaceAll('.', '\\.')}[ .]`).test(words));
}
