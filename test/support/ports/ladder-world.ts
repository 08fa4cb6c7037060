import type { Ladder } from '../../../lambdas/domain/escalation.ts';
import type { EntryData, NewEntry, RecordEntry } from '../../../lambdas/domain/incident-record.ts';
import { DependencyUnavailable } from '../../../lambdas/errors.ts';
import type { Notification } from '../../../lambdas/ports/notifier.ts';
import { climbLadder } from '../../../lambdas/steps/climb-ladder.ts';
import { composeForLadder, draftNotice } from '../../../lambdas/steps/compose-for-ladder.ts';
import { joinIncident } from '../../../lambdas/steps/join-incident.ts';
import { tellByLadder } from '../../../lambdas/steps/tell-by-ladder.ts';
import { renderIncident } from '../../../messages/render-incident.ts';
import { planOf, START } from './builders.ts';

export type Sent = Notification & { audience: string; seconds: number };

const refuses = (what: string) => new DependencyUnavailable(`${what} does not answer`, { condition: 'Test' });

/** An incident record, topics and a lock in memory, with the real steps of the ladder around them. Seconds count from the incident's start. */
export class LadderWorld {
  readonly plan = planOf();
  readonly region = 'eu-west-3';
  readonly sent: Sent[] = [];
  readonly timelines = new Map<string, RecordEntry[]>();
  /** What does not answer now. */
  readonly broken = new Set<'sns' | 'record' | 'lock' | 'owner' | 'links' | 'status'>();
  seconds = 0;
  lock: { id: string; openedAt: string; resolvedAt?: string; outcome?: EntryData['resolved']['outcome'] } | undefined;
  owner: { execution: string; until: string } | undefined;
  /** Takes the place of the topics. */
  notifier: { publish(audience: string, notification: Notification): Promise<string> } | undefined;
  /** Incidents whose ladder was woken. */
  readonly rung: string[] = [];

  get now(): Date {
    return new Date(Date.parse(START) + this.seconds * 1000);
  }

  get ports() {
    const check = (what: 'sns' | 'record' | 'lock' | 'owner' | 'links') => {
      if (this.broken.has(what)) throw refuses(what);
    };
    return {
      region: this.region,
      clock: {
        now: () => this.now,
        sleep: async (seconds: number) => {
          this.seconds += seconds;
        },
      },
      incidents: {
        current: async () => {
          check('lock');
          return this.lock;
        },
      } as never,
      timeline: {
        append: async (id: string, entry: NewEntry) => {
          check('record');
          return this.add(id, entry);
        },
        read: async (id: string) => {
          check('record');
          return [...(this.timelines.get(id) ?? [])];
        },
        list: async () => [...this.timelines.keys()],
      },
      bell: {
        park: async () => undefined,
        ring: async (id: string) => {
          this.rung.push(id);
          return 'rung' as const;
        },
        claim: async (_: string, execution: string, now: string, until: string) => {
          check('owner');
          const { owner } = this;
          if (owner !== undefined && owner.execution !== execution && owner.until >= now) return owner.execution;
          this.owner = { execution, until };
          return execution;
        },
        takeOver: async (_: string, execution: string, until: string) => {
          check('owner');
          this.owner = { execution, until };
        },
      },
      notifier: this.notifier ?? {
        publish: async (audience: string, notification: Notification) => {
          check('sns');
          this.sent.push({ ...notification, audience, seconds: this.seconds });
          return `arn:${audience}`;
        },
      },
      links: {
        linkTo: async ({ action, audience, question = '' }: { action: string; audience: string; question?: string }) => {
          check('links');
          return `https://links.example/?a=${action}&u=${audience}&q=${question}`;
        },
      },
    };
  }

  add(id: string, entry: NewEntry): number {
    const known = this.timelines.get(id) ?? [];
    this.timelines.set(id, [...known, { ...entry, sequence: known.length + 1 }]);
    return known.length + 1;
  }

  entries(id: string): RecordEntry[] {
    return this.timelines.get(id) ?? [];
  }

  join(input: unknown, execution = 'arn:ladder'): Promise<Ladder> {
    return joinIncident({ input, execution: { id: execution, name: 'ladder', startedAt: START } }, this.ports);
  }

  climb(ladder: Ladder, execution = 'arn:ladder'): Promise<Ladder> {
    const { ports, plan } = this;
    const showStatus = async () => (this.broken.has('status') ? 'the bucket does not answer' : undefined);
    const compose = composeForLadder(ports, plan, renderIncident);
    const around = { plan, tell: tellByLadder(ports, compose), draft: draftNotice(ports, plan, renderIncident), showStatus };
    return climbLadder({ ladder: structuredClone(ladder), execution: { id: execution } }, ports, around);
  }

  /** Climbs whenever the ladder says that it looks again, until then or until it does something else than sleeping. */
  async liveUntil(seconds: number, ladder: Ladder): Promise<Ladder> {
    let last = await this.climb(ladder);
    while (last.status === 'sleep' && (Date.parse(last.nextLookAt) - Date.parse(START)) / 1000 <= seconds) {
      this.seconds = (Date.parse(last.nextLookAt) - Date.parse(START)) / 1000;
      last = await this.climb(last);
    }
    if (last.status === 'sleep') this.seconds = seconds;
    return last;
  }

  /** Audience, minute and the beginning of the subject, as people got it. */
  get told(): [string, number][] {
    return this.sent.map(({ audience, seconds }) => [audience, seconds / 60]);
  }
}
