import type { Language } from '../lib/plan/schema.ts';

const SHAPES = {
  whole: () => ({ dateStyle: 'long', timeStyle: 'medium' }),
  day: (language) => ({ day: '2-digit', month: language === 'en' ? 'short' : '2-digit' }),
  time: () => ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
} satisfies Record<string, (language: Language) => Intl.DateTimeFormatOptions>;

/** Making a format takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function dateText(iso: string, shape: keyof typeof SHAPES, timeZone: string, language: Language): string {
  const key = `${shape} ${language} ${timeZone}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...SHAPES[shape](language), timeZone });
  formats.set(key, format);
  return plainSpaces(format.format(new Date(iso)));
}

/** A moment as the plan's people read it, with the name of their time zone. */
export function timeText(iso: string, timeZone: string, language: Language): string {
  return `${dateText(iso, 'whole', timeZone, language)} (${timeZone})`;
}

/** The narrow and the non-breaking spaces of Intl are not in every channel's alphabet. */
export const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

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

/** A figure with the separators of the language, to three decimals. */
export function numberText(figure: number, language: Language): string {
  return plainSpaces(new Intl.NumberFormat(language).format(figure));
}

/** A moment for a telephone: the time of day, and the day when it is not that of the incident's start. */
export function shortTime(iso: string, { since, timeZone, language }: { since: string; timeZone: string; language: Language }): string {
  const day = (at: string) => dateText(at, 'day', timeZone, language);
  const time = dateText(iso, 'time', timeZone, language);
  return day(iso) === day(since) ? time : `${day(iso)} ${time}`;
}

/** Last part of an incident's id: short enough for a telephone, and enough to find the incident among the open ones. */
export function shortId(incidentId: string): string {
  return (incidentId.split('-').at(-1) ?? '').slice(-8);
}
