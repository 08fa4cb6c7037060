import { type Insert, markup, trusted } from './markup.ts';

/** `policy`: the content security policy, which forbids whatever should get into a text; `head`: elements before the title. */
export type Standalone = { language: string; title: string; policy: Insert; styles: string; head?: Insert; main: Insert };

/** A page of one file that needs nothing else to be read, printed or sent: no script, no picture, no font, no network. */
export function standalonePage({ language, title, policy, styles, head, main }: Standalone): string {
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
${head}<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`.text;
}
