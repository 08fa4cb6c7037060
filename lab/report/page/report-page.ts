import { type Insert, type Markup, markup } from '../../../messages/page/markup.ts';
import { standalonePage } from '../../../messages/page/standalone.ts';
import { styles } from './styles.ts';

const POLICY = markup`default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'`;

/**
 * A report for people who run no command.
 * @param footer what the verdict rests on; the definition that was rehearsed stands below it
 */
export function reportPage(title: string, sections: Insert[], footer: Markup, definitionSha256: string): string {
  const main = markup`${sections}
<footer>
${footer}
<p>Definition of the machine as it was deployed (function ARNs put in): SHA-256 <code>${definitionSha256}</code></p>
</footer>`;
  return standalonePage({ language: 'en', title, policy: POLICY, styles, main });
}
