import fc from 'fast-check';
import { INCIDENT_EVENTS } from '../../lambdas/domain/incident-facts.ts';
import type { NewEntry } from '../../lambdas/domain/incident-record.ts';
import { LONGEST_SMS } from '../../lambdas/domain/sms.ts';
import { severalLines } from '../../messages/as-typed.ts';
import { renderIncident } from '../../messages/render-incident.ts';
import { PLACEHOLDERS } from '../../messages/template.ts';
import { asked, drafted, ended, entry, factsFrom, opened, resolvedBy } from '../support/messages/incident.ts';
import { after, planOf } from '../support/ports/builders.ts';

const plan = planOf();

/** Stands for a text that somebody wrote, so that it can be told from what the product wrote: between two marks that nothing else has. */
const OPENING = '⟦';
const CLOSING = '⟧';
const names = fc.constantFrom(...PLACEHOLDERS).map((name) => `{${name}}`);
const hostile = fc
  .array(
    fc.oneof(
      names,
      fc.constantFrom('{word}', "$&$1$'", '\n', '\r\n', '{', '}', '<b>', '<name>', '<reason>', '\u2028', '\u0000'),
      fc.string(),
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => `${OPENING}${parts.join('').replaceAll(/[⟦⟧]/g, '')}${CLOSING}`);
const seconds = fc.integer({ min: 0, max: 20_000 });

const entries: fc.Arbitrary<NewEntry> = fc.oneof(
  fc.tuple(seconds, hostile).map(([at, text]) => entry('note', at, { text }, { by: text, text })),
  fc.tuple(seconds, hostile).map(([at, text]) => entry('state', at, { step: 'x' }, { text })),
  fc.tuple(seconds, hostile).map(([at, reason]) => entry('acknowledged', at, { reason }, { by: reason })),
  fc.tuple(seconds, hostile).map(([at, reason]) => entry('severity', at, { from: 'P1', to: 'P3', reason }, { by: reason })),
  fc
    .tuple(seconds, hostile, fc.constantFrom('promote-candidate', 'other'))
    .map(([at, about, question]) => entry('question', at, { question, about, expiresAt: after(at + 1_800) })),
  fc.tuple(hostile, hostile).map(([error, cause]) => entry('ended', 10, { endState: error, error, cause, executionId: 'arn:x' })),
  fc.constantFrom(asked(), ended('HeldForAPerson')),
  hostile.map((text) => drafted(text)),
  fc.tuple(hostile, hostile).map(([cause, resolution]) => resolvedBy(cause, { cause, resolution, reportKey: 'k' })),
  fc.record({ lossSeconds: fc.option(fc.nat()), lossBytes: fc.option(fc.nat()), recoveryTimeSeconds: fc.option(fc.nat()) }).map((some) =>
    entry('measurement', 9, {
      ...{ detectionSeconds: null, decisionSeconds: null, actionSeconds: null, verificationSeconds: null, divergentCommits: null },
      ...{ lossProvenZero: false, ...some },
    }),
  ),
);

const incidents = fc.record({
  event: fc.constantFrom(...INCIDENT_EVENTS),
  language: fc.constantFrom('fr' as const, 'en' as const),
  begin: fc.record({
    reason: hostile,
    impact: hostile,
    severity: fc.constantFrom('P1', 'P2', 'P3', 'P4'),
    scenario: fc.constantFrom('database-failover', 'x'),
  }),
  later: fc.array(entries, { maxLength: 8 }),
  now: seconds,
  told: fc.subarray(['on-call', 'tech-lead', 'cto']),
  next: fc.constantFrom({ rung: { audience: 'cto', at: after(3_600) } }, { repeatAt: after(90_000) }, {}),
});
type Incident = typeof incidents extends fc.Arbitrary<infer One> ? One : never;

const rendered = ({ event, language, begin, later, now, told, next }: Incident) => {
  const setting = { plan, now: new Date(after(now)), told, next: { ...next, updateAt: after(now + 1_800) } };
  return renderIncident(event, factsFrom([opened(begin), ...later], setting), language);
};

/** Without what people wrote; a subject and an SMS bear nothing of them but a short name. */
const ours = (text: string) => text.replaceAll(/⟦[^⟧]*⟧/g, '');
const RAW = /\{[A-Za-z]*\}|undefined|\bnull\b|NaN|\[object|Invalid/;

test('whatever happened and whatever people wrote, a message holds no raw placeholder and nothing that code could not make words of', () => {
  fc.assert(
    fc.property(incidents, (incident) => {
      const { subject, body, sms } = rendered(incident);
      expect(ours(body)).not.toMatch(RAW);
      expect(subject).not.toMatch(/\n|undefined|NaN|\[object|Invalid/);
      expect(subject).not.toBe('');
      expect(sms).toMatch(/^[ -Z_a-z]+$/);
      expect(sms.length).toBeLessThanOrEqual(LONGEST_SMS);
    }),
    { numRuns: 1_000 },
  );
});

test('what people wrote is shown as they wrote it, never expanded, and adds no line', () => {
  fc.assert(
    fc.property(incidents, hostile, (incident, reason) => {
      const plain = rendered({ ...incident, begin: { ...incident.begin, reason: 'plain' } }).body;
      const { body } = rendered({ ...incident, begin: { ...incident.begin, reason } });
      const shown = severalLines(reason.replaceAll(/[\r\n]/g, ' '));
      expect(body.split('\n')).toHaveLength(plain.split('\n').length);
      if (!incident.event.endsWith('-notice')) expect(squeezed(body)).toContain(squeezed(shown));
    }),
    { numRuns: 300 },
  );
});

/** Runs of control characters become one space: how many is of no interest here. */
const squeezed = (text: string) => text.replaceAll(/\s+/g, ' ');
