import type { Evidence } from '../evidence.ts';
import { fenceProof } from '../fence-proof.ts';
import { primaryAfter } from '../judge/requirement.ts';
import { detection } from '../measure.ts';
import { reportedExecution } from './stays.ts';
import { writeSeries } from './write-series.ts';

/** Something that people ask the hour of; `at` is ISO 8601. */
export type Moment = { at: string; what: string };

/** Line of a host program; what it saw is what people want to read. */
const PROGRAM_REPORT = /\{.*"seen":"((?:[^"\\]|\\.)*)".*\}/;

/** The turning points of a rehearsal in order of time, as the lab saw them happen; what was not seen is not in the list. */
export function momentsOf(evidence: Evidence): Moment[] {
  const execution = reportedExecution(evidence);
  const detected = detection(evidence);
  const proof = fenceProof(evidence.events, evidence.instanceOf[evidence.before.primary] ?? '');
  const { outage } = writeSeries(evidence.ledger, evidence.faultAt);
  const verifiedAt = evidence.claims.verification?.verifiedAt;
  const found: (Moment | undefined)[] = [
    ...evidence.events.map(happened),
    outage === null ? undefined : { at: outage.from, what: 'last acknowledged write before the outage' },
    outage?.ended ? { at: outage.to, what: 'first acknowledged write after the outage' } : undefined,
    detected === null ? undefined : { at: new Date(detected.to).toISOString(), what: 'alarm: the primary is not writable' },
    execution === undefined ? undefined : { at: execution.startedAt, what: 'the machine starts' },
    proof === undefined
      ? undefined
      : {
          at: proof.at,
          what: `${evidence.before.primary} is fenced (${proof.rung === 'stop-instance' ? 'its instance is off' : 'its host stopped it and forbids its start'})`,
        },
    promotedAt(evidence),
    verifiedAt === undefined ? undefined : { at: verifiedAt, what: 'a write through the name is verified' },
  ];
  return found.filter((moment) => moment !== undefined).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function happened(event: Evidence['events'][number]): Moment | undefined {
  if (event.kind === 'fault') return { at: event.at, what: event.text.replace(PROGRAM_REPORT, '$1') };
  if (event.kind === 'record')
    return { at: event.at, what: `the writer record changes from ${event.from.join(', ') || 'nothing'} to ${event.to.join(', ')}` };
  if (event.kind === 'execution-ended') return { at: event.at, what: `an execution ends in "${event.lastState}" (${event.status})` };
  return undefined;
}

/** First look at which the new primary accepted writes: the lab looks several times a second. */
function promotedAt(evidence: Evidence): Moment | undefined {
  const primary = primaryAfter(evidence)?.node;
  if (primary === undefined || primary === evidence.before.primary) return undefined;
  const look = evidence.looks.find((one) => one.nodes.some((node) => node.node === primary && node.inRecovery === false));
  return look === undefined ? undefined : { at: look.at, what: `${primary} accepts writes` };
}
