import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { useLoaded } from '../../ui/useLoaded.ts';
import { auditPage, PAGE } from './audit-page.ts';

/** What administrators did, newest first, one page after another. */
export function Audit() {
  const { t, i18n } = useTranslation('admin');
  const [before, setBefore] = useState<number | undefined>();
  const loaded = useLoaded((signal) => auditPage(before, signal), before);
  return (
    <LoadedView loaded={loaded}>
      {(entries) =>
        entries.length === 0 ? (
          <Empty icon={ScrollText} title={t('audit.none')} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a phone
          <div className="admin-card admin-table" tabIndex={0}>
            <table>
              <caption className="visually-hidden">{t('sections.audit')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('audit.at')}</th>
                  <th scope="col">{t('audit.actor')}</th>
                  <th scope="col">{t('audit.action')}</th>
                  <th scope="col">{t('audit.target')}</th>
                </tr>
              </thead>
              <tbody>
                {entries.map(({ id, at, actor, action, target }) => (
                  <tr key={id}>
                    <td>
                      {new Date(at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short' })}
                    </td>
                    <td>{actor ?? '—'}</td>
                    <td>
                      <code>{action}</code>
                    </td>
                    <td>{target ?? '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <div className="admin-pages">
              {before !== undefined && (
                <Button onClick={() => setBefore(undefined)}>{t('audit.newest')}</Button>
              )}
              {entries.length === PAGE && (
                <Button onClick={() => setBefore(entries.at(-1)?.id)}>{t('audit.older')}</Button>
              )}
            </div>
          </div>
        )
      }
    </LoadedView>
  );
}
