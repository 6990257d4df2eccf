import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/Dialog.tsx';
import { useChange } from '../../ui/useChange.ts';
import type { User } from './people.ts';

interface UserDialogProps {
  user: User;
  onClose: () => void;
  onChanged: () => void;
}

/** One account: what is known of it, banning it, deleting it. */
export function UserDialog({ user, onClose, onChanged }: UserDialogProps) {
  const { t, i18n } = useTranslation(['admin', 'common']);
  const change = useChange();
  const [asking, setAsking] = useState<'ban' | 'delete' | null>(null);
  const path = { id: user.id };
  const act = async (work: () => Promise<unknown>, done: string) => {
    setAsking(null);
    if (await change(work, done)) onChanged();
  };
  const ban = () =>
    act(() => http.put('/api/users/{id}/ban', { path }), t('admin:users.bannedNow', { name: user.name }));
  const unban = () =>
    act(() => http.put('/api/users/{id}/unban', { path }), t('admin:users.unbannedNow', { name: user.name }));
  const remove = () =>
    act(
      () => http.delete('/api/admin/users/{id}', { path }),
      t('admin:users.deletedNow', { name: user.name }),
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
        <p>{t(`admin:users.${asking}Text`, { name: user.name })}</p>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      title={t('admin:users.account')}
      closeLabel={t('common:close')}
      onClose={onClose}
      size="s"
      actions={
        <>
          {user.banned ? (
            <Button onClick={() => void unban()}>{t('admin:users.unban')}</Button>
          ) : (
            <Button onClick={() => setAsking('ban')}>{t('admin:users.ban')}</Button>
          )}
          <Button variant="danger" onClick={() => setAsking('delete')}>
            {t('admin:users.delete')}
          </Button>
        </>
      }
    >
      <div className="user-head">
        <Avatar id={user.id} name={user.name} picture={user.avatar} size="l" online={user.online} />
        <div>
          <strong>{user.name}</strong>
          <span>{user.email}</span>
        </div>
      </div>
      <dl className="facts">
        <dt>{t('admin:users.id')}</dt>
        <dd>{user.id}</dd>
        <dt>{t('admin:users.since')}</dt>
        <dd>{new Date(user.created_at).toLocaleDateString(i18n.language, { dateStyle: 'long' })}</dd>
        <dt>{t('admin:users.role')}</dt>
        <dd>{user.is_admin ? t('admin:users.admin') : t('admin:users.member')}</dd>
        {user.bio && (
          <>
            <dt>{t('admin:users.bio')}</dt>
            <dd>{user.bio}</dd>
          </>
        )}
      </dl>
    </Dialog>
  );
}
