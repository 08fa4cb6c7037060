import type { Doing, ScenarioName } from '../lambdas/domain/incident-facts.ts';
import type { NoticeKind } from '../lambdas/domain/incident-record.ts';
import type { SeverityName } from '../lib/plan/schema.ts';

/** How a person does something: a purpose, the command, the program, and the link where there is one. */
export type HowTo = { purpose: string; command: string; program: string; link: string | undefined; linkWorksFor: string };

/** The words of one language for what the ladder knows as codes and figures. Every time and length of time comes as words. */
export type IncidentWording = {
  /** `what` is short: subjects and telephones carry it. */
  scenarios: Record<ScenarioName, { what: string; happened: string; publicImpact: string | undefined }>;
  /** What users notice of an incident whose scenario says nothing about it. */
  publicImpacts: Record<SeverityName, string>;
  /** What is done now, whether somebody must decide, what silence means; `short` for subjects and telephones. */
  doings: Record<Doing, { now: string; decision: string; silence: string; short: string }>;
  /** Who started it. */
  happened(what: string, trigger: string): string;
  ended(end: { state: string; error: string; cause: string; at: string | undefined }): string;
  /** Silence has answered a question; the machine has not gone on yet. */
  unanswered(question: string, until: string): string;
  /** A question this file has no words for. */
  otherQuestion: { approving: string; declining: string };
  acknowledged(by: string, at: string, reason: string | undefined): string;
  nobodyAcknowledged: string;
  nobodyToldBefore: string;
  next: {
    acknowledged(by: string): string;
    rung(audience: string, at: string): string;
    repeat(at: string): string;
    nobody: string;
    over: string;
  };
  /** The same for a telephone. */
  shortNext: {
    acknowledged(by: string, update: string): string;
    rung(audience: string, at: string): string;
    repeat(at: string): string;
    nobody(update: string): string;
    over: string;
  };
  /** Asks to take the incident over, while nobody has. */
  shortAsk: string;
  nothingNew: string;
  leftOut(count: number): string;
  unknown: string;
  ladder(severity: string, acknowledged: boolean): string;
  causeUnknown: string;
  resolutions: Partial<Record<Doing, string>>;
  noActions: string;
  lossNotMeasured: string;
  hours(count: number): string;
  notices: Record<NoticeKind, string>;
  publicLoss: string;
  estimate(at: string): string;
  noEstimate: string;
  shortEstimate(at: string): string;
  howTo(how: HowTo): string;
  purposes: Record<'acknowledge' | 'approve' | 'decline' | 'severity' | 'note' | 'resolve' | 'approveNotice' | 'declineNotice', string>;
  /** In place of what a person has to write into a command. */
  toWrite: { name: string; reason: string; cause: string; resolution: string; severity: string };
};
