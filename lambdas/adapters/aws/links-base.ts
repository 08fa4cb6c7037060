/** Address of the page behind links, where the stack gave this function one (lib/constructs/link-page.ts). */
export function linksBase(): string | undefined {
  const base = process.env.REPRISE_LINKS;
  return base === undefined || base === '' ? undefined : base;
}
