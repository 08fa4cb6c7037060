import { createHash } from 'node:crypto';

/** Content security policy of a page that needs nothing but its own style sheet: no script, no picture, no network, no form, no frame. */
export function policyFor(styles: string): string {
  const hash = createHash('sha256').update(styles).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}
