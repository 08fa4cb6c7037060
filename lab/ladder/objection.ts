import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import { SEVERITIES } from '../../lib/plan/severities.ts';
import type { LadderCourse } from './courses.ts';

/** Why a course means nothing for an incident that begins with this severity, and what it requires; nothing when it does. */
export function objectionTo(course: LadderCourse, severity: SeverityName, { escalation, notices }: Pick<Plan, 'escalation' | 'notices'>) {
  const { name, deeds, needsUsers } = course;
  if (deeds.some((deed) => deed.severity === severity)) {
    const others = SEVERITIES.filter((one) => one !== severity).join(', ');
    return `--fault ${name} changes the severity to ${severity}, which it is from the start; required --severity ${others}`;
  }
  const reaches = (one: SeverityName) => escalation[one].some(({ audience }) => audience === notices.external.audience);
  if (!needsUsers || reaches(severity)) return undefined;
  const able = SEVERITIES.filter(reaches).join(', ') || 'none in this plan';
  return `--fault ${name} needs an incident of which ${notices.external.audience} hear; required --severity ${able}`;
}
