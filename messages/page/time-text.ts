import type { Language } from '../../lib/plan/schema.ts';
import { durationText, plainSpaces } from '../figures.ts';

/** English as most of the world writes dates: the day first, 24 hours. */
const LOCALES: Record<Language, string> = { fr: 'fr', en: 'en-GB' };

const formatted = (iso: string, language: Language, options: Intl.DateTimeFormatOptions) =>
  plainSpaces(new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(iso)));

/** Day and time of an ISO 8601 moment in a time zone: "23 novembre 2026 à 13:00". */
export function momentText(iso: string, timeZone: string, language: Language): string {
  return formatted(iso, language, { dateStyle: 'long', timeStyle: 'short', timeZone });
}

/** Day of an ISO 8601 moment in a time zone. */
export function dayText(iso: string, timeZone: string, language: Language): string {
  return formatted(iso, language, { dateStyle: 'long', timeZone });
}

/** Time of day to the second, on the clock of the time zone. */
export function clockText(iso: string, timeZone: string, language: Language): string {
  return formatted(iso, language, { timeStyle: 'medium', timeZone });
}

/** A duration as users care for it: in minutes, a started one counts. */
export function minutesText(seconds: number, language: Language): string {
  return durationText(Math.max(1, Math.ceil(seconds / 60)) * 60, language);
}
