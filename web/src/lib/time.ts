/** Times as people say them, in a language. Formats are made once for each language: making one is slow. */
export class Times {
  readonly #clock: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #longDate: Intl.DateTimeFormat;
  readonly #longDateOfYear: Intl.DateTimeFormat;
  readonly #whole: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;

  constructor(language: string) {
    this.#clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
    this.#day = new Intl.DateTimeFormat(language, { weekday: 'short' });
    this.#date = new Intl.DateTimeFormat(language, { day: '2-digit', month: '2-digit', year: '2-digit' });
    this.#longDate = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' });
    this.#longDateOfYear = new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    });
    this.#whole = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  }

  /** Hours and minutes. */
  clock(time: string | number | Date): string {
    return this.#clock.format(new Date(time));
  }

  /** As short as it can be: a time today, a weekday this week, else a date. */
  short(time: string, now = new Date()): string {
    const date = new Date(time);
    const days = daysBetween(date, now);
    if (days === 0) return this.#clock.format(date);
    return days > 0 && days < 7 ? this.#day.format(date) : this.#date.format(date);
  }

  /** A day: today, yesterday, else its date. */
  day(time: string, now = new Date()): string {
    const date = new Date(time);
    const days = daysBetween(date, now);
    if (days === 0 || days === 1) return capital(this.#relative.format(-days, 'day'));
    const format = date.getFullYear() === now.getFullYear() ? this.#longDate : this.#longDateOfYear;
    return format.format(date);
  }

  /** Everything, for titles and screen readers. */
  whole(time: string): string {
    return this.#whole.format(new Date(time));
  }

  /** How long ago: minutes, hours, then a day. */
  ago(time: string, now = new Date()): string {
    const minutes = Math.floor((now.getTime() - Date.parse(time)) / 60_000);
    if (minutes < 1) return this.#relative.format(0, 'minute');
    if (minutes < 60) return this.#relative.format(-minutes, 'minute');
    if (minutes < 12 * 60) return this.#relative.format(-Math.floor(minutes / 60), 'hour');
    return `${this.day(time, now)}, ${this.clock(time)}`;
  }
}

function daysBetween(date: Date, now: Date): number {
  const midnight = (each: Date) => new Date(each.getFullYear(), each.getMonth(), each.getDate()).getTime();
  return Math.round((midnight(now) - midnight(date)) / 86_400_000);
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function regionOf(language: string): string {
  return globalThis.navigator?.languages?.find((each) => each.split('-')[0] === language) ?? language;
}

const made = new Map<string, Times>();

/** The times of a language. */
export function timesIn(language: string): Times {
  // The browser's own region of that language decides between 19:30 and 7:30 PM.
  const known = made.get(language) ?? new Times(regionOf(language));
  made.set(language, known);
  return known;
}

/** Minutes and seconds of something that is played. */
export function playTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** The size of a file in a language. */
export function fileSize(bytes: number, language: string): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const number = bytes / 1024 ** step;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: number < 10 && step > 0 ? 1 : 0,
  }).format(number);
}
