import { inAllLanguages } from '../../../lambdas/steps/in-all-languages.ts';
import { planOf } from '../../support/ports/builders.ts';

const render = (language: string) => ({ subject: `${language} subject`, body: `${language} body`, sms: `${language} sms` });

test('bodies of all languages one below the other; subject and SMS in the first', () => {
  const { subject, body, sms } = inAllLanguages(planOf(), render);
  expect([subject, sms]).toEqual(['fr subject', 'fr sms']);
  expect(body).toMatch(/^fr body\n\n-{60}\n\nen body$/);
});

test('one language needs no rule; a message without an SMS stays without', () => {
  expect(inAllLanguages({ languages: ['en'] }, () => ({ subject: 's', body: 'b' }))).toEqual({ subject: 's', body: 'b' });
  expect(inAllLanguages({ languages: [] }, render)).toEqual({ subject: '', body: '' });
});
