import type { SeverityName } from '../../lib/plan/schema.ts';
import type { Question } from './decision.ts';
import type { NoticeKind } from './incident-record.ts';

/** What a person can do about an incident: by command, by link, or by `aws lambda invoke`. */
export const ACTIONS = ['acknowledge', 'approve', 'decline', 'severity', 'note', 'resolve'] as const;
export type Action = (typeof ACTIONS)[number];

/** What may be approved or declined: a question of a machine, or the text of a notice to users. */
export type Approvable = Question | `notice-${NoticeKind}`;

/** A person's action after validation. `by` and `reason` are never blank: somebody stands for it. */
export type ActionRequest = { incident: string; by: string; reason: string } & (
  | { action: 'acknowledge' | 'note' }
  | { action: 'approve' | 'decline'; question: Approvable }
  | { action: 'severity'; severity: SeverityName }
  /** `cause` and `resolution` as people will read them; `reason` is both when they are left out. */
  | { action: 'resolve'; cause?: string; resolution?: string }
);

/** What whoever acted reads. */
export type Acted = { action: Action; at: string; effect: string };
