import { Laptop, type LucideIcon, MessageCircle, MessagesSquare, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { useLoaded } from '../../ui/useLoaded.ts';
import { Chart } from './Chart.tsx';
import { Health } from './Health.tsx';
import { peopleOf } from './people.ts';
import { perDay } from './series.ts';

const FIGURES = [
  ['totalUsers', Users],
  ['totalChats', MessagesSquare],
  ['totalMessages', MessageCircle],
  ['totalDevices', Laptop],
] as const satisfies readonly (readonly [string, LucideIcon])[];
const DAYS = 30;

/** How much there is, how it grows, and whether the server is well. */
export function Overview() {
  const { t, i18n } = useTranslation('admin');
  const figures = useLoaded((signal) => http.get('/api/admin/statistics', { signal }));
  const people = useLoaded(peopleOf);
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
      <LoadedView loaded={people}>
        {(users) => (
          <Chart
            title={t('registrations', { days: DAYS })}
            days={perDay(
              users.map((user) => user.created_at),
              DAYS,
            )}
          />
        )}
      </LoadedView>
    </>
  );
}
