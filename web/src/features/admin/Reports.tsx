import { Flag } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import type { components } from '../../api/schema.d.ts';
import { ago } from '../../lib/ago.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';

type Report = components['schemas']['Report'];

/** What people complained about: open and closed. */
export function Reports() {
  const { t } = useTranslation('admin');
  const [shown, setShown] = useState<'open' | 'closed'>('open');
  const loaded = useLoaded(
    (signal) => http.get('/api/admin/reports', { query: { resolved: String(shown === 'closed') }, signal }),
    shown,
  );
  return (
    <Tabs
      label={t('sections.reports')}
      tabs={[
        { id: 'open', label: t('reports.open') },
        { id: 'closed', label: t('reports.closed') },
      ]}
      selected={shown}
      onSelect={setShown}
    >
      <LoadedView loaded={loaded}>
        {({ reports }) =>
          reports.length === 0 ? (
            <Empty icon={Flag} title={t(shown === 'open' ? 'reports.noneOpen' : 'reports.noneClosed')} />
          ) : (
            <ul className="reports">
              {reports.map((report) => (
                <li key={report.id}>
                  <ReportCard report={report} onChanged={loaded.reload} />
                </li>
              ))}
            </ul>
          )
        }
      </LoadedView>
    </Tabs>
  );
}

function ReportCard({ report, onChanged }: { report: Report; onChanged: () => void }) {
  const { t, i18n } = useTranslation('admin');
  const change = useChange();
  const { id, message_id: message, user_id: user, reporter_id: reporter, resolved_at: closed } = report;
  const close = () =>
    change(async () => {
      await http.post('/api/admin/reports/{id}/resolve', { path: { id } });
      onChanged();
    }, t('reports.closedNow'));
  const remove = () =>
    change(async () => {
      if (message !== null) await http.delete('/api/admin/messages/{id}', { path: { id: message } });
      await http.post('/api/admin/reports/{id}/resolve', { path: { id } });
      onChanged();
    }, t('reports.messageDeleted'));
  return (
    <article className="admin-card report">
      <header>
        <strong>
          {message === null
            ? t('reports.aboutPerson', { id: user ?? 0 })
            : t('reports.aboutMessage', { id: message })}
        </strong>
        <time dateTime={report.created_at}>{ago(report.created_at, i18n.language)}</time>
      </header>
      <p className="report-reason">{report.reason}</p>
      <footer>
        <span>{reporter === null ? t('reports.byGone') : t('reports.by', { id: reporter })}</span>
        {closed === null && (
          <span className="report-actions">
            {message !== null && (
              <Button variant="danger" onClick={() => void remove()}>
                {t('reports.deleteMessage')}
              </Button>
            )}
            <Button onClick={() => void close()}>{t('reports.close')}</Button>
          </span>
        )}
      </footer>
    </article>
  );
}
