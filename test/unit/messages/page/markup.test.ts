import fc from 'fast-check';
import { markup } from '../../../../messages/page/markup.ts';

test('whatever a text is, it ends no tag, no attribute and begins none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const inside = markup`${text}`.text;
      expect(inside).not.toMatch(/[<>"']/);
      expect(inside.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    }),
  );
});

test('markup in markup stays what it is; lists follow each other; nothing is nothing', () => {
  expect(markup`<ul>${['a<b', markup`<li>${1}</li>`, undefined, [markup`<li/>`]]}</ul>`.text).toBe('<ul>a&lt;b<li>1</li><li/></ul>');
});

test('an object that looks like markup is no markup', () => {
  const forged = JSON.parse('{"text":"<script>"}') as never;
  expect(() => markup`${forged}`.text).toThrow();
});

test('signs that nobody sees, or that turn a sentence around, do not get in; lines stay lines', () => {
  expect(markup`${'a\u0000b\u202ec\nd\te'}`.text).toBe('a\ufffdb\ufffdc\nd\te');
});
