import { Laptop, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Account, deviceId, updateAccount } from '../../api/accounts.ts';
import { http } from '../../api/current.ts';
import { browserOf } from '../../lib/browser-name.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import { Group } from './Group.tsx';

/** Where the account is signed in, and ending that. */
export function Sessions({ account }: { account: Account }) {
  const { t, i18n } = useTranslation(['settings', 'common']);
  const change = useChange();
  const loaded = useLoaded((signal) => http.get('/api/account/sessions', { signal }));
  const [asking, setAsking] = useState(false);
  const time = (at: string) =>
    new Date(at).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });

  const end = (id: number) =>
    change(async () => {
      await http.delete('/api/account/sessions/{id}', { path: { id } });
      loaded.reload();
    }, t('settings:sessions.ended'));
  const endOthers = async () => {
    setAsking(false);
    await change(async () => {
      const { token } = await http.delete('/api/account/sessions', { body: { deviceId: deviceId() } });
      updateAccount(account.id, { token });
      loaded.reload();
    }, t('settings:sessions.othersEnded'));
  };
  return (
    <LoadedView loaded={loaded}>
      {({ sessions }) => (
        <Group title={t('settings:sessions.active')} hint={t('settings:sessions.hint')}>
          <ul>
            {sessions.map(({ id, user_agent: agent, current, created_at: begun, last_used_at: used }) => {
              const { name, phone } = browserOf(agent ?? '');
              return (
                <li key={id}>
                  <Row
                    icon={phone ? Smartphone : Laptop}
                    title={name || t('settings:sessions.unknown')}
                    detail={t('settings:sessions.used', { time: time(used ?? begun) })}
                    trail={
                      current ? (
                        <Badge tone="success">{t('settings:sessions.current')}</Badge>
                      ) : (
                        <Button variant="ghost" onClick={() => void end(id)}>
                          {t('settings:sessions.end')}
                        </Button>
                      )
                    }
                  />
                </li>
              );
            })}
          </ul>
          {sessions.length > 1 && (
            <Button variant="danger" wide onClick={() => setAsking(true)}>
              {t('settings:sessions.endOthers')}
            </Button>
          )}
          {asking && (
            <ConfirmDialog
              title={t('settings:sessions.endOthers')}
              confirmLabel={t('settings:sessions.endOthersYes')}
              cancelLabel={t('common:cancel')}
              danger
              onConfirm={() => void endOthers()}
              onCancel={() => setAsking(false)}
            >
              <p>{t('settings:sessions.endOthersText')}</p>
            </ConfirmDialog>
          )}
        </Group>
      )}
    </LoadedView>
  );
}
