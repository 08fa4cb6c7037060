import type { Language } from '../../lib/plan/schema.ts';
import { statusPage as english } from '../en/status-page.ts';
import { statusPage as french } from '../fr/status-page.ts';
import type { NoticedScenario, StatusWords } from './words.ts';

export const STATUS_WORDS: Record<Language, StatusWords> = { fr: french, en: english };

/** The scenario the words know, or `other`: what a later version calls its scenarios must not break a page. */
export function scenarioOf(scenario: string): NoticedScenario {
  return Object.keys(STATUS_WORDS.en.noticed).find((one): one is NoticedScenario => one === scenario) ?? 'other';
}
