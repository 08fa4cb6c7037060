import { type Contradiction, first, found } from '../../../support/plan/contradictions.ts';

const CASES: Contradiction[] = [
  [
    'an audience nobody defined',
    (plan) => {
      plan.audiences = plan.audiences.filter((one) => one.name !== 'cto');
    },
    'escalation.P1.3.audience',
    '"cto" is not in audiences',
  ],
  [
    'a severity that tells nobody at once',
    (plan) => {
      first(plan.escalation.P2).after = 60;
    },
    'escalation.P2.0.after',
    'required 0s for the first rung',
  ],
  [
    'rungs out of order',
    (plan) => {
      const rung = plan.escalation.P3[2];
      if (rung) rung.after = 1;
    },
    'escalation.P3.2.after',
    'comes before the rung above it',
  ],
  ['an audience twice', (plan) => plan.audiences.push(first(plan.audiences)), 'audiences.6.name', '"on-call" is used twice'],
  [
    'an e-mail address that is none',
    (plan) => {
      first(first(plan.audiences).endpoints).address = 'astreinte';
    },
    'audiences.0.endpoints.0.address',
    '"astreinte" is not an e-mail address',
  ],
  [
    'a telephone number that is none',
    (plan) => {
      first(plan.audiences).endpoints = [{ protocol: 'sms', address: '034 12' }];
    },
    'audiences.0.endpoints.0.address',
    'is not a telephone number',
  ],
  [
    'a link that is not encrypted',
    (plan) => {
      first(plan.audiences).endpoints = [{ protocol: 'https', address: 'http://x.example' }];
    },
    'audiences.0.endpoints.0.address',
    'is not an https:// address',
  ],
  [
    'a time zone that is none',
    (plan) => {
      plan.timeZone = 'Madagascar';
    },
    'timeZone',
    '"Madagascar" is no time zone',
  ],
];

test.each(CASES)('%s', (_, change, path, message) => {
  expect(found(change)).toContainEqual({ path, message: expect.stringContaining(message) });
});
