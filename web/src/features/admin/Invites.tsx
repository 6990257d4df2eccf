import { Copy, Plus, Ticket } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { toast } from '../../ui/toasts.ts';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';

const DAYS = 7;

/** Invitations to register on a server that is not open to all. */
export function Invites() {
  const { t, i18n } = useTranslation(['admin', 'common']);
  const change = useChange();
  const loaded = useLoaded((signal) => http.get('/api/admin/invites', { signal }));
  const [link, setLink] = useState<string | null>(null);
  const make = () =>
    change(async () => {
      const { code } = await http.post('/api/admin/invites', { body: { maxUses: 1, expiresInDays: DAYS } });
      setLink(`${location.origin}/register?invite=${encodeURIComponent(code)}`);
      loaded.reload();
    });
  const take = (id: number) =>
    change(async () => {
      await http.delete('/api/admin/invites/{id}', { path: { id } });
      loaded.reload();
    }, t('admin:invites.taken'));
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    toast(t('common:copied'), { kind: 'success' });
  };
  return (
    <>
      <Button variant="primary" icon={Plus} className="admin-first" onClick={() => void make()}>
        {t('admin:invites.make')}
      </Button>
      {link && (
        <section className="admin-card invite-link" aria-label={t('admin:invites.made')}>
          <p>{t('admin:invites.madeText', { days: DAYS })}</p>
          <code>{link}</code>
          <Button icon={Copy} onClick={() => void copy(link)}>
            {t('common:copy')}
          </Button>
        </section>
      )}
      <LoadedView loaded={loaded}>
        {({ invites }) =>
          invites.length === 0 ? (
            <Empty icon={Ticket} title={t('admin:invites.none')}>
              {t('admin:invites.noneText')}
            </Empty>
          ) : (
            <section className="admin-card" aria-label={t('admin:sections.invites')}>
              <ul>
                {invites.map(({ id, uses, max_uses: most, expires_at: end }) => (
                  <li key={id}>
                    <Row
                      icon={Ticket}
                      title={t('admin:invites.uses', { uses, most })}
                      detail={
                        end
                          ? t('admin:invites.until', {
                              date: new Date(end).toLocaleDateString(i18n.language),
                            })
                          : t('admin:invites.forever')
                      }
                      trail={
                        <Button variant="ghost" onClick={() => void take(id)}>
                          {t('admin:invites.take')}
                        </Button>
                      }
                    />
                  </li>
                ))}
              </ul>
            </section>
          )
        }
      </LoadedView>
    </>
  );
}
