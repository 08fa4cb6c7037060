import type { Language } from '../lib/plan/schema.ts';

/** A moment as the plan's people read it, with the name of their time zone. */
export function timeText(iso: string, timeZone: string, language: Language): string {
  const text = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeStyle: 'medium', timeZone });
  return `${plainSpaces(text.format(new Date(iso)))} (${timeZone})`;
}

/** The narrow and the non-breaking spaces of Intl are not in every channel's alphabet. */
const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

/** `h`, `min` and `s` are the same in both languages; below a minute one decimal, as measured. */
export function durationText(seconds: number, language: Language): string {
  if (seconds < 60) return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(seconds)} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** A whole number with the separators of the language. */
export function numberText(count: number, language: Language): string {
  return plainSpaces(new Intl.NumberFormat(language).format(count));
}

/** A moment for a telephone: the time of day, and the day when it is not that of the incident's start. */
export function shortTime(iso: string, { since, timeZone, language }: { since: string; timeZone: string; language: Language }): string {
  const locale = language === 'en' ? 'en-GB' : language;
  const day = (at: string) =>
    new Intl.DateTimeFormat(locale, { day: '2-digit', month: language === 'en' ? 'short' : '2-digit', timeZone }).format(new Date(at));
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(iso));
  const shown = day(iso) === day(since) ? time : `${day(iso)} ${time}`;
  return plainSpaces(shown);
}

/** Last part of an incident's id: short enough for a telephone, and enough to find the incident among the open ones. */
export function shortId(incidentId: string): string {
  return (incidentId.split('-').at(-1) ?? '').slice(-8);
}
