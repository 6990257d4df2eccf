const FORMATS = {
  clock: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short' },
  date: { day: '2-digit', month: '2-digit', year: '2-digit' },
  longDate: { day: 'numeric', month: 'long' },
  longDateOfYear: { day: 'numeric', month: 'long', year: 'numeric' },
  whole: { dateStyle: 'long', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Times as people say them, in a language. Formats are made once, when they are needed: making one is slow. */
export class Times {
  readonly #language: string;
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  #relative: Intl.RelativeTimeFormat | undefined;

  constructor(language: string) {
    this.#language = language;
  }

  /** Hours and minutes. */
  clock(time: string | number | Date): string {
    return this.#in('clock', new Date(time));
  }

  /** As short as it can be: a time today, a weekday this week, else a date. */
  short(time: string, now = new Date()): string {
    const date = new Date(time);
    const days = daysBetween(date, now);
    if (days === 0) return this.#in('clock', date);
    return days > 0 && days < 7 ? this.#in('weekday', date) : this.#in('date', date);
  }

  /** A day: today, yesterday, else its date. */
  day(time: string, now = new Date()): string {
    const date = new Date(time);
    const days = daysBetween(date, now);
    if (days === 0 || days === 1) return capital(this.#ago(-days, 'day'));
    return this.#in(date.getFullYear() === now.getFullYear() ? 'longDate' : 'longDateOfYear', date);
  }

  /** Everything, for titles and screen readers. */
  whole(time: string): string {
    return this.#in('whole', new Date(time));
  }

  /** How long ago: minutes, hours, then a day. */
  ago(time: string, now = new Date()): string {
    const minutes = Math.floor((now.getTime() - Date.parse(time)) / 60_000);
    if (minutes < 1) return this.#ago(0, 'minute');
    if (minutes < 60) return this.#ago(-minutes, 'minute');
    if (minutes < 12 * 60) return this.#ago(-Math.floor(minutes / 60), 'hour');
    return `${this.day(time, now)}, ${this.clock(time)}`;
  }

  #in(name: keyof typeof FORMATS, date: Date): string {
    const format = this.#formats.get(name) ?? new Intl.DateTimeFormat(this.#language, FORMATS[name]);
    this.#formats.set(name, format);
    return format.format(date);
  }

  #ago(count: number, unit: Intl.RelativeTimeFormatUnit): string {
    this.#relative ??= new Intl.RelativeTimeFormat(this.#language, { numeric: 'auto' });
    return this.#relative.format(count, unit);
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
