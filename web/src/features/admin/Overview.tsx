import { Laptop, type LucideIcon, MessageCircle, MessagesSquare, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { formatBytes } from '../../lib/bytes.ts';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useLoaded } from '../../ui/useLoaded.ts';
import { Chart } from './Chart.tsx';
import { Health } from './Health.tsx';

const FIGURES = [
  ['totalUsers', Users],
  ['totalChats', MessagesSquare],
  ['totalMessages', MessageCircle],
  ['totalDevices', Laptop],
] as const satisfies readonly (readonly [string, LucideIcon])[];
const SPANS = ['7', '30', '365'] as const;
/** What happens anew each day is added up; what is there at the end of a day is told by its last value. */
const COUNTS = ['messages', 'active_users', 'registrations'] as const;
const SIZES = ['storage_bytes', 'database_bytes'] as const;

/** How much there is, how it grows, and whether the server is well. */
export function Overview() {
  const { t, i18n } = useTranslation('admin');
  const figures = useLoaded((signal) => http.get('/api/admin/statistics', { signal }));
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <LoadedView loaded={figures}>
        {(value) => (
          <dl className="figures">
            {FIGURES.map(([name, Icon]) => (
              <div key={name} className="figure">
                <Icon aria-hidden="true" />
                <dt>{t(`figures.${name}`)}</dt>
                <dd>{number.format(value[name])}</dd>
              </div>
            ))}
          </dl>
        )}
      </LoadedView>
      <Health />
      <Growth />
    </>
  );
}

function Growth() {
  const { t, i18n } = useTranslation('admin');
  const [span, setSpan] = useState<(typeof SPANS)[number]>('30');
  const loaded = useLoaded(
    (signal) => http.get('/api/admin/statistics/daily', { query: { days: span }, signal }),
    span,
  );
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <Segmented
        label={t('growth.span')}
        value={span}
        onChange={setSpan}
        choices={SPANS.map((value) => ({ value, label: t('growth.days', { days: Number(value) }) }))}
      />
      <LoadedView loaded={loaded}>
        {({ days }) => (
          <div className="charts">
            {COUNTS.map((name) => (
              <Chart
                key={name}
                title={t(`growth.${name}`)}
                days={days.map((each) => ({ date: each.day, value: each[name] }))}
                summary={name === 'active_users' ? 'last' : 'sum'}
                format={number.format}
              />
            ))}
            {SIZES.map((name) => (
              <Chart
                key={name}
                title={t(`growth.${name}`)}
                days={days.map((each) => ({ date: each.day, value: each[name] }))}
                summary="last"
                format={(value) => formatBytes(value, i18n.language)}
              />
            ))}
          </div>
        )}
      </LoadedView>
    </>
  );
}
