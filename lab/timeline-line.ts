import type { TimelineEvent } from './timeline.ts';

export type Line = { mark: string; text: string } | undefined;

/** What everybody wants to see; `undefined` for the rest. */
export function important(event: TimelineEvent): Line {
  switch (event.kind) {
    case 'alarm':
      // An alarm that learns that all is well is no news.
      return event.from === 'INSUFFICIENT_DATA' && event.to === 'OK' ? undefined : alarm(event);
    case 'execution-started':
      return { mark: 'machine', text: `${event.machine} started by ${event.by} (execution ${event.execution})` };
    case 'execution-ended':
      return {
        mark: 'machine',
        text: `execution ${event.execution}: ${event.status}, ended in "${event.lastState}"${event.cause ? `: ${event.cause}` : ''}`,
      };
    case 'state-entered':
      return { mark: 'state >', text: event.state };
    case 'state-failed':
      return { mark: 'state !', text: `${event.state}: ${event.error ?? ''}: ${reason(event.cause ?? '')}` };
    case 'host-command':
      return hostCommand(event);
    case 'instance':
      return { mark: 'instance', text: `${event.instance} is ${event.state}` };
    case 'record':
      return { mark: 'dns', text: `${event.name}: ${event.from.join(', ') || 'nothing'} -> ${event.to.join(', ')}` };
    case 'parameter':
      return { mark: 'switch', text: `${event.name} (${event.region}): ${event.from ?? 'nothing'} -> ${event.to}` };
    case 'notification':
      return { mark: 'people', text: `${event.topic}: ${event.subject}` };
    case 'denied':
      return { mark: 'IAM', text: `DENIED ${event.action} on ${event.resource} for ${event.caller}` };
    case 'refused':
      return { mark: 'refused', text: `${event.service} ${event.operation}: ${event.reason}` };
    case 'fault':
      return { mark: 'FAULT', text: event.text };
    case 'write':
      return { mark: 'writes', text: event.text };
    default:
      return undefined;
  }
}

/** What is shown besides with --verbose. */
export function detail(event: TimelineEvent): Line {
  switch (event.kind) {
    case 'alarm':
      return alarm(event);
    case 'function':
      return {
        mark: 'function',
        text: `${event.function} ${event.phase}${event.milliseconds === undefined ? '' : ` ${event.milliseconds} ms`} ${event.error ?? ''}`,
      };
    case 'log':
      return { mark: 'log', text: `${event.function} (${event.region}) ${event.line}` };
    case 'host':
    case 'server':
    case 'network':
    case 'application':
      return { mark: event.kind, text: `${event.node ?? ''} ${event.text}` };
    default:
      return undefined;
  }
}

const alarm = (event: Extract<TimelineEvent, { kind: 'alarm' }>): Line => ({
  mark: 'alarm',
  text: `${event.name} (${event.region}): ${event.from} -> ${event.to} (${event.by}: ${event.reason})`,
});

/** Two lines a command: sent, and how it ended. */
function hostCommand({ document, parameters, instance, status, output }: Extract<TimelineEvent, { kind: 'host-command' }>): Line {
  if (status === 'InProgress') return undefined;
  const what = [document, parameters.service].filter((one) => one !== undefined).join(' ');
  if (status === 'Pending') return { mark: 'host', text: `${what} sent to ${instance}` };
  return { mark: 'host', text: `${what} on ${instance}: ${status}${seenIn(output)}` };
}

/** What the host program says it saw: its last line is its report. */
function seenIn(output: string | undefined): string {
  const seen = /"seen":"((?:[^"\\]|\\.)*)"/.exec(output?.split('\n').findLast((line) => line.startsWith('{')) ?? '')?.[1];
  return seen === undefined ? '' : `, ${seen}`;
}

/** Lambda's cause is JSON with a stack; its message is what happened. */
function reason(cause: string): string {
  try {
    return (JSON.parse(cause) as { errorMessage?: string }).errorMessage ?? cause;
  } catch {
    return cause;
  }
}
