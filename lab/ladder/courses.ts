import type { SeverityName } from '../../lib/plan/schema.ts';

const MINUTE = 60;

/** What a person does while the ladder is up; seconds from the incident's start. */
export type Deed = { after: number; action: 'acknowledge' | 'approve' | 'severity' | 'note' | 'resolve'; severity?: SeverityName };

/** A way an incident goes. Everybody who does something does it as a person would: by the command of the messages. */
export type LadderCourse = {
  name: string;
  line: string;
  deeds: readonly Deed[];
  /** Only of a severity whose ladder reaches those who speak to users: without them no text for users is drafted. */
  needsUsers?: true;
};

const RESOLVED: Deed = { after: 5 * 3600 + 5 * MINUTE, action: 'resolve' };

/** The first one is the default. */
export const LADDER_COURSES: readonly LadderCourse[] = [
  { name: 'nobody-answers', line: 'nobody acknowledges; somebody resolves the incident after five hours', deeds: [RESOLVED] },
  {
    name: 'acknowledged',
    line: 'on-call acknowledges after 20 minutes: nobody above hears any more, updates go on',
    deeds: [{ after: 20 * MINUTE, action: 'acknowledge' }, RESOLVED],
  },
  {
    name: 'severity-raised',
    line: 'the severity is raised to P1 after 40 minutes: whom a P1 would have told by then hear at once',
    deeds: [{ after: 40 * MINUTE, action: 'severity', severity: 'P1' }, RESOLVED],
  },
  {
    name: 'text-approved',
    line: 'nobody acknowledges; the text for users is approved after 4 h 20 min, and that of the end once the incident is resolved',
    deeds: [{ after: 4 * 3600 + 20 * MINUTE, action: 'approve' }, RESOLVED, { after: 5 * 3600 + 20 * MINUTE, action: 'approve' }],
    needsUsers: true,
  },
  {
    name: 'resolved-early',
    line: 'resolved after 25 minutes: nobody above hears any more, those who know hear the end',
    deeds: [{ after: 25 * MINUTE, action: 'resolve' }],
  },
];
