import fc from 'fast-check';
import { boundedSms, LONGEST_SMS, plainAscii, smsText } from '../../../lambdas/domain/sms.ts';

/** What a telephone's alphabet holds in one place each, of ASCII: 3GPP TS 23.038, without the extension table. */
const ONE_PLACE = /^[ !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z]*$/;

test.each([
  ['Bascule terminée — « cœur »', 'Bascule terminee - " coeur "'],
  ['[P1] {x} a|b ~ c^d \\ e`f', "(P1) (x) a/b - c'd / e'f"],
  ['100 €', '100 EUR'],
  ['une\nligne\t ici', 'une ligne ici'],
  ['Ω 漢', '? ?'],
])('%j reads %j on a telephone', (text, told) => expect(smsText(text)).toBe(told));

test('every character of any text takes one place, and the last resort keeps within one SMS', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(smsText(text)).toMatch(ONE_PLACE);
      expect(smsText(smsText(text))).toBe(smsText(text));
      expect(boundedSms(text).length).toBeLessThanOrEqual(LONGEST_SMS);
      expect(plainAscii(text)).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});

test('160 characters stay as they are; one more is cut with a mark', () => {
  expect(boundedSms('x'.repeat(160))).toBe('x'.repeat(160));
  expect(boundedSms('x'.repeat(161))).toBe(`${'x'.repeat(157)}...`);
});
