export const NOT_MEASURED = 'not measured';

/** A duration for people: `0.35 s`, `17.4 s`, `5 min`, `2 min 15 s`, `1 h`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NOT_MEASURED;
  if (seconds < 1) return `${Number(seconds.toFixed(2))} s`;
  if (seconds < 100) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3_600), 'h'],
    [Math.floor((whole % 3_600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ');
}

/** A figure, or that there is none: never a zero that nobody measured. */
export function count(figure: number | null, unit = ''): string {
  return figure === null ? NOT_MEASURED : `${figure.toLocaleString('en-GB')}${unit}`;
}

/** Time of day of an ISO 8601 moment, to the second. */
export function clock(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}

/** Day and time of an ISO 8601 moment. */
export function dayAndClock(at: string): string {
  return `${at.slice(0, 10)} ${clock(at)}`;
}

/** A second on the clock of the fault, with its sign: `+3.1 s`, `−0.4 s`, `+2 min 5 s`. */
export function onFaultClock(second: number): string {
  const size = Math.abs(second);
  return `${second <= -0.05 ? '−' : '+'}${size < 100 ? `${size.toFixed(1)} s` : duration(size)}`;
}

/** Seconds from the fault to a moment. */
export function sinceFault(at: string, faultAt: string): string {
  return onFaultClock((Date.parse(at) - Date.parse(faultAt)) / 1_000);
}

/** First letter large, for a name that stands alone. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
