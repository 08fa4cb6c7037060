import type { PublicIncident } from '../../lambdas/domain/public-incident.ts';
import type { StatusFacts, StatusObject } from '../../lambdas/domain/status-page.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { statusPage } from './page.ts';

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** All files of the status page: one page a language, `index.html` in the plan's first one, and `status.json` for programs. Pure. */
export function composeStatusPage(facts: StatusFacts, plan: Plan): StatusObject[] {
  const pages = plan.languages.map((language) => ({ key: `${language}.html`, body: statusPage(facts, plan, language), contentType: HTML }));
  const [first] = pages;
  const index = first === undefined ? [] : [{ ...first, key: 'index.html' }];
  const json = { key: 'status.json', body: `${JSON.stringify(statusJson(facts, plan), null, 2)}\n`, contentType: JSON_TYPE };
  return [...pages, ...index, json];
}

/** `status.json`, a stable contract: fields are added, never changed. Times ISO 8601, durations seconds. */
export type StatusJson = {
  schemaVersion: 1;
  service: string;
  asOf: string;
  timeZone: string;
  state: 'well' | 'incident';
  open: (PublicJson & { doing: PublicIncident['phase']; nextUpdateAt: string; silentSince: string | null })[];
  past: (PublicJson & { resolvedAt: string; durationSeconds: number; outcome: PublicIncident['outcome'] })[];
};

type PublicJson = Pick<PublicIncident, 'id' | 'scenario' | 'severity' | 'startedAt' | 'notices'> & { severityName: string };

function statusJson({ asOf, state, open, past }: StatusFacts, plan: Plan): StatusJson {
  const known = ({ id, scenario, severity, startedAt, notices }: PublicIncident): PublicJson => {
    return { id, scenario, severity, severityName: plan.severities[severity].name, startedAt, notices };
  };
  return {
    schemaVersion: 1,
    service: plan.title,
    asOf,
    timeZone: plan.timeZone,
    state,
    open: open.map((one) => ({ ...known(one), doing: one.phase, nextUpdateAt: one.nextUpdateAt, silentSince: one.silentSince })),
    past: past.map((one) => {
      const { resolvedAt, durationSeconds, outcome } = one;
      return { ...known(one), resolvedAt, durationSeconds, outcome };
    }),
  };
}
