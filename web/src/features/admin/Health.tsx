import { Activity } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../ui/Badge.tsx';
import { Row } from '../../ui/Row.tsx';
import { useLoaded } from '../../ui/useLoaded.ts';

const EVERY_MILLIS = 15_000;

interface Pulse {
  well: boolean;
  millis: number;
}

async function probe(signal: AbortSignal): Promise<Pulse> {
  const begun = performance.now();
  const well = await fetch('/health/ready', { signal, cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
  return { well, millis: Math.round(performance.now() - begun) };
}

/** Whether the server and its database answer, and how quickly; looked at again and again. */
export function Health() {
  const { t } = useTranslation('admin');
  const { value, reload } = useLoaded(probe);
  useEffect(() => {
    const timer = setInterval(reload, EVERY_MILLIS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <section className="admin-card" aria-label={t('health.title')}>
      <Row
        icon={Activity}
        title={t('health.title')}
        detail={value ? t('health.millis', { millis: value.millis }) : t('health.asking')}
        trail={
          value && (
            <Badge tone={value.well ? 'success' : 'danger'}>
              {value.well ? t('health.well') : t('health.ill')}
            </Badge>
          )
        }
      />
    </section>
  );
}
