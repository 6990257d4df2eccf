import { Activity } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import type { components } from '../../api/schema.d.ts';
import { formatBytes } from '../../lib/bytes.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Row } from '../../ui/Row.tsx';
import { useLoaded } from '../../ui/useLoaded.ts';

type Answer = components['schemas']['Health'];
/** While servers are updated one after the other, one of the version before may answer, which has none of these. */
type Figures = Omit<Answer, 'node'> & Partial<Pick<Answer, 'node'>>;
const EVERY_MILLIS = 15_000;

interface Pulse {
  figures: Figures | null;
  millis: number;
}

async function probe(signal: AbortSignal): Promise<Pulse> {
  const begun = performance.now();
  // That it does not answer is an answer here.
  const figures = await http.get('/api/admin/health', { signal }).then(
    ({ health }) => health,
    () => null,
  );
  return { figures, millis: Math.round(performance.now() - begun) };
}

/** Whether the server and its database answer, how quickly, and how full they are; looked at again and again. */
export function Health() {
  const { t } = useTranslation('admin');
  const { value, reload } = useLoaded(probe);
  useEffect(() => {
    const timer = setInterval(reload, EVERY_MILLIS);
    return () => clearInterval(timer);
  }, [reload]);
  const well = value !== null && value.figures !== null;
  return (
    <section className="admin-card" aria-label={t('health.title')}>
      <Row
        icon={Activity}
        title={t('health.title')}
        detail={value ? t('health.millis', { millis: value.millis }) : t('health.asking')}
        trail={
          value && (
            <Badge tone={well ? 'success' : 'danger'}>{well ? t('health.well') : t('health.ill')}</Badge>
          )
        }
      />
      {value?.figures && <HealthFacts figures={value.figures} />}
    </section>
  );
}

function HealthFacts({ figures }: { figures: Figures }) {
  const { t, i18n } = useTranslation('admin');
  const size = (value: number) => formatBytes(value, i18n.language);
  const { database, node } = figures;
  const facts = {
    uptime: t('health.hours', { hours: Math.floor(figures.uptime_seconds / 3600) }),
    memory: t('health.of', { used: size(figures.memory_used_bytes), all: size(figures.memory_max_bytes) }),
    disk: t('health.of', { used: size(figures.disk_free_bytes), all: size(figures.disk_total_bytes) }),
    database: size(database.size_bytes),
    files: t('health.files', { count: database.files, size: size(database.file_bytes) }),
    connections: String(database.connections),
    online: String(database.users_online),
    ...(node && {
      sockets: t('health.sockets', { count: node.sockets_open, behind: node.sockets_behind }),
      messages: String(node.messages_written),
      slowest: t('health.took', { millis: node.slowest_send_millis }),
      resumes: String(node.resumes),
      refused: String(node.refused_by_limits),
      envelopes: String(node.envelopes_refused),
      mailbox: t('health.hours', { hours: Math.floor(database.mailbox_oldest_seconds / 3600) }),
    }),
    mail: String(database.mail_waiting),
    jobs: String(database.jobs_failing),
    java: figures.java_version,
    postgres: database.version,
  };
  return (
    <dl className="health-facts">
      {(Object.keys(facts) as (keyof typeof facts)[]).map((name) => (
        <div key={name}>
          <dt>{t(`health.facts.${name}`)}</dt>
          <dd>{facts[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
