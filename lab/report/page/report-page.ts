import { type Insert, type Markup, markup, trusted } from '../../../messages/page/markup.ts';
import { styles } from './styles.ts';

/**
 * A report for people who run no command: one file that needs nothing else, no script, no picture, no font, no network; its content security
 * policy forbids them, whatever should get into a text.
 * @param footer what the verdict rests on; the definition that was rehearsed stands below it
 */
export function reportPage(title: string, sections: Insert[], footer: Markup, definitionSha256: string): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<main>
${sections}
<footer>
${footer}
<p>Definition of the machine as it was deployed (function ARNs put in): SHA-256 <code>${definitionSha256}</code></p>
</footer>
</main>
</body>
</html>
`.text;
}
