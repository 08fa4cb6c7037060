import type { PostMortem } from '../../lambdas/domain/post-mortem.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { documentOf } from './compose.ts';
import { html } from './html.ts';
import { markdown } from './markdown.ts';

/** The document in every language of the plan, each as Markdown and as HTML; `name` ends its key: `fr.md`. Pure. */
export function renderPostMortem(known: PostMortem, plan: Pick<Plan, 'languages'>): { name: string; body: string; contentType: string }[] {
  return plan.languages.flatMap((language) => {
    const document = documentOf(known, language);
    return [
      { name: `${language}.md`, body: markdown(document), contentType: 'text/markdown; charset=utf-8' },
      { name: `${language}.html`, body: html(document), contentType: 'text/html; charset=utf-8' },
    ];
  });
}
