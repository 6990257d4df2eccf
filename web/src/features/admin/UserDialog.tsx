import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { formatBytes } from '../../lib/bytes.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/Dialog.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import { AccountSessions } from './AccountSessions.tsx';
import type { AccountRow } from './people.ts';

interface UserDialogProps {
  /** As the list has it; what the server says now takes its place. */
  account: AccountRow;
  onClose: () => void;
  onChanged: () => void;
}

/** One account: what is known of it, its role and sessions, banning it, deleting it. Follows what is changed here. */
export function UserDialog({ account: listed, onClose, onChanged }: UserDialogProps) {
  const { t } = useTranslation(['admin', 'common']);
  const change = useChange();
  const [asking, setAsking] = useState<'ban' | 'delete' | null>(null);
  const { id } = listed;
  const path = { id };
  const loaded = useLoaded((signal) => http.get('/api/admin/accounts/{id}', { path, signal }), id);
  const account = loaded.value?.account ?? listed;
  const { name } = account;
  const act = async (work: () => Promise<unknown>, done: string) => {
    setAsking(null);
    if (!(await change(work, done))) return false;
    loaded.reload();
    onChanged();
    return true;
  };
  const ban = () =>
    act(() => http.put('/api/users/{id}/ban', { path }), t('admin:users.bannedNow', { name }));
  const unban = () =>
    act(() => http.put('/api/users/{id}/unban', { path }), t('admin:users.unbannedNow', { name }));
  const remove = async () => {
    setAsking(null);
    const done = t('admin:users.deletedNow', { name });
    if (!(await change(() => http.delete('/api/admin/users/{id}', { path }), done))) return;
    onClose();
    onChanged();
  };
  const appoint = (admin: boolean) =>
    act(
      () => http.put('/api/admin/accounts/{id}/role', { path, body: { admin } }),
      t(admin ? 'admin:users.appointed' : 'admin:users.dismissed', { name }),
    );
  if (asking) {
    return (
      <ConfirmDialog
        title={t(`admin:users.${asking}`)}
        confirmLabel={t(`admin:users.${asking}`)}
        cancelLabel={t('common:cancel')}
        danger
        onConfirm={() => void (asking === 'ban' ? ban() : remove())}
        onCancel={() => setAsking(null)}
      >
        <p>{t(`admin:users.${asking}Text`, { name })}</p>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      title={t('admin:users.account')}
      closeLabel={t('common:close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => (account.banned ? void unban() : setAsking('ban'))}>
            {t(account.banned ? 'admin:users.unban' : 'admin:users.ban')}
          </Button>
          <Button variant="danger" onClick={() => setAsking('delete')}>
            {t('admin:users.delete')}
          </Button>
        </>
      }
    >
      <Facts account={account} />
      <Switch
        label={t('admin:users.role')}
        hint={t('admin:users.roleHint')}
        checked={account.is_admin}
        onChange={(admin) => void appoint(admin)}
      />
      <AccountSessions id={id} />
    </Dialog>
  );
}

function Facts({ account }: { account: AccountRow }) {
  const { t, i18n } = useTranslation('admin');
  const date = (time: string) => new Date(time).toLocaleDateString(i18n.language, { dateStyle: 'long' });
  return (
    <>
      <div className="user-head">
        <Avatar
          id={account.id}
          name={account.name}
          picture={account.avatar}
          size="l"
          online={account.online}
        />
        <div>
          <strong>{account.name}</strong>
          <span>{account.email}</span>
        </div>
      </div>
      <dl className="facts">
        <dt>{t('users.id')}</dt>
        <dd>{account.id}</dd>
        <dt>{t('users.since')}</dt>
        <dd>{date(account.created_at)}</dd>
        <dt>{t('users.seen')}</dt>
        <dd>{account.last_seen_at ? date(account.last_seen_at) : '—'}</dd>
        <dt>{t('users.storage')}</dt>
        <dd>{formatBytes(account.storage_bytes, i18n.language)}</dd>
      </dl>
    </>
  );
}
