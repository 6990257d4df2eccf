import { Laptop, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { ago } from '../../lib/ago.ts';
import { browserOf } from '../../lib/browser-name.ts';
import { Button } from '../../ui/Button.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';

/** Where an account is signed in, and ending all of that. */
export function AccountSessions({ id }: { id: number }) {
  const { t, i18n } = useTranslation('admin');
  const change = useChange();
  const loaded = useLoaded(
    (signal) => http.get('/api/admin/accounts/{id}/sessions', { path: { id }, signal }),
    id,
  );
  const end = () =>
    change(async () => {
      await http.delete('/api/admin/accounts/{id}/sessions', { path: { id } });
      loaded.reload();
    }, t('users.signedOut'));
  return (
    <section aria-label={t('users.sessions')}>
      <h3 className="admin-heading">{t('users.sessions')}</h3>
      <LoadedView loaded={loaded}>
        {({ sessions }) =>
          sessions.length === 0 ? (
            <p className="admin-note">{t('users.noSessions')}</p>
          ) : (
            <>
              <ul>
                {sessions.map(({ id: session, user_agent: agent, created_at: begun, last_used_at: used }) => {
                  const { name, phone } = browserOf(agent ?? '');
                  return (
                    <li key={session}>
                      <Row
                        icon={phone ? Smartphone : Laptop}
                        title={name || t('users.unknownDevice')}
                        detail={ago(used ?? begun, i18n.language)}
                      />
                    </li>
                  );
                })}
              </ul>
              <Button wide onClick={() => void end()}>
                {t('users.signOut')}
              </Button>
            </>
          )
        }
      </LoadedView>
    </section>
  );
}
