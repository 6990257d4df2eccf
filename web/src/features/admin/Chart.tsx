import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Day, scaleTop } from './series.ts';
import './chart.css';

const WIDTH = 640;
const HEIGHT = 180;
const LINES = 4;

interface ChartProps {
  title: string;
  days: readonly Day[];
  /** What stands beside the title: all days together, or the newest. */
  summary: 'sum' | 'last';
  format: (value: number) => string;
}

/** A value over days as a line; the same numbers as a table for whoever does not see it. */
export function Chart({ title, days, summary, format }: ChartProps) {
  const { t, i18n } = useTranslation('admin');
  const gradient = useId();
  const top = scaleTop(days.map(({ value }) => value));
  const x = (index: number) => (days.length > 1 ? (index / (days.length - 1)) * WIDTH : WIDTH / 2);
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT;
  const line = days.map(({ value }, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`).join('');
  const label = (date: string) =>
    new Date(date).toLocaleDateString(i18n.language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const told =
    summary === 'sum' ? days.reduce((sum, { value }) => sum + value, 0) : (days.at(-1)?.value ?? 0);
  return (
    <figure className="chart">
      <figcaption>
        <span>{title}</span>
        <strong>{format(told)}</strong>
      </figcaption>
      <div className="chart-plot">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <defs>
            <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
              <stop className="chart-stop" offset="0" stopOpacity="0.4" />
              <stop className="chart-stop" offset="1" stopOpacity="0" />
            </linearGradient>
          </defs>
          {Array.from({ length: LINES + 1 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are their places
            <path key={index} className="chart-grid" d={`M0 ${(HEIGHT / LINES) * index}H${WIDTH}`} />
          ))}
          <path d={`${line}L${x(days.length - 1)} ${HEIGHT}L${x(0)} ${HEIGHT}Z`} fill={`url(#${gradient})`} />
          <path className="chart-line" d={line} />
        </svg>
        <div className="chart-scale" aria-hidden="true">
          <span>{format(top)}</span>
          <span>{format(top / 2)}</span>
          <span>0</span>
        </div>
      </div>
      <div className="chart-dates" aria-hidden="true">
        {[days[0], days[Math.floor(days.length / 2)], days.at(-1)].map(
          (day, index) =>
            day && (
              // biome-ignore lint/suspicious/noArrayIndexKey: start, middle, end
              <span key={index}>{label(day.date)}</span>
            ),
        )}
      </div>
      <table className="visually-hidden">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            <th scope="col">{t('value')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ date, value }) => (
            <tr key={date}>
              <th scope="row">{label(date)}</th>
              <td>{format(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
