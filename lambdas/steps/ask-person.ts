import { firstAudience } from '../../lib/plan/audiences.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { slowestPathSeconds } from '../../lib/plan/time-budget.ts';
import type { AskedQuestion, Question } from '../domain/decision.ts';
import { decisionFacts } from '../domain/decision-facts.ts';
import { factsOf } from '../domain/facts.ts';
import type { Incident } from '../domain/incident.ts';
import type { MachineState } from '../domain/machine-state.ts';
import { whatIsAsked } from '../domain/what-is-asked.ts';
import { DependencyUnavailable } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { type Render, tellFirstAudience } from './notify.ts';
import { ring } from './recording.ts';
import { enter } from './story.ts';

export type AskPersonInput = { incident: Incident; question: Question; facts: MachineState; taskToken: string };
export type AskPersonPorts = Pick<Ports, 'incidents' | 'decisions' | 'notifier' | 'links' | 'clock' | 'region' | 'bell'>;

/**
 * Asks people what no machine may decide alone, and leaves the answer to them: the task goes on when somebody answers (lambdas/steps/answer-question.ts)
 * or when the plan's patience ends, which means no. The question is recorded before anybody reads it, and the incident stays this execution's
 * while it waits: nobody else may start a recovery meanwhile. Links that answer are made beside all that, and go with the message where they
 * could be made; the commands are always in it.
 *
 * @throws IncidentTakenOver; DependencyUnavailable when nobody could be told, because a question nobody reads is not worth waiting for
 */
export async function askPerson(
  { incident, question, facts, taskToken }: AskPersonInput,
  ports: AskPersonPorts,
  plan: Plan,
  render: Render,
): Promise<AskedQuestion> {
  const now = ports.clock.now();
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  const { decisionPatience } = plan.failover;
  const asked: AskedQuestion = {
    incidentId: incident.id,
    executionId: incident.executionId,
    token: incident.token,
    question,
    about: whatIsAsked(question, facts),
    taskToken,
    askedAt: now.toISOString(),
    expiresAt: later(decisionPatience),
  };
  const linked = linksFor(asked, ports, plan);
  await ports.incidents.extend(incident, later(decisionPatience + slowestPathSeconds(plan)));
  await ports.decisions.ask(asked);
  const setting = { plan, region: ports.region, now, event: 'decision-needed' as const };
  const known = { ...factsOf({ ...facts, incident }, setting), ...decisionFacts(asked, setting, await linked) };
  const [told] = await Promise.all([tellFirstAudience('decision-needed', known, ports, plan, render), writeDown(asked, incident, ports)]);
  if (!told.told) throw new DependencyUnavailable(`nobody could be asked: ${told.error}`, { condition: 'NobodyWasAsked' });
  return asked;
}

/** Into the timeline, for the ladder and the status page; never rejects. */
async function writeDown({ question, about, expiresAt }: AskedQuestion, incident: Incident, ports: AskPersonPorts): Promise<void> {
  const text = `asked ${question}: ${about}; silence until ${expiresAt} means no`;
  await enter(ports, incident, 'question', text, { question, about, expiresAt });
  await ring(incident.id, ports);
}

/** Never rejects: what KMS does must not keep a question back. The first audience is who gets the message. */
async function linksFor(
  { incidentId: incident, question, expiresAt }: AskedQuestion,
  { links }: Pick<Ports, 'links'>,
  plan: Plan,
): Promise<{ approve?: string; decline?: string }> {
  const linkTo = async (action: 'approve' | 'decline') => {
    const link = await links.linkTo({ incident, action, question, audience: firstAudience(plan), expiresAt }).catch(() => undefined);
    return link === undefined ? {} : { [action]: link };
  };
  const [approve, decline] = await Promise.all([linkTo('approve'), linkTo('decline')]);
  return { ...approve, ...decline };
}
