import type { Language } from '../../lib/plan/schema.ts';

/** English as most of the world writes dates: the day first, 24 hours. */
const LOCALES: Record<Language, string> = { fr: 'fr', en: 'en-GB' };

/** The narrow and the non-breaking spaces of Intl are not in every alphabet. */
const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

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

/** A figure with the separators of the language. */
export function numberText(figure: number, language: Language): string {
  return plainSpaces(new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 3 }).format(figure));
}

/** A duration to the second, below a minute with one decimal; `h`, `min` and `s` are the same in both languages. */
export function secondsText(seconds: number, language: Language): string {
  if (seconds < 60) return `${numberText(Math.round(seconds * 10) / 10, language)} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  return parts.flatMap(([amount, unit]) => (amount === 0 ? [] : [`${amount} ${unit}`])).join(' ');
}

/** A duration as users care for it: in minutes, a started one counts. */
export function minutesText(seconds: number, language: Language): string {
  return secondsText(Math.max(1, Math.ceil(seconds / 60)) * 60, language);
}
