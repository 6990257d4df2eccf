import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChats } from '../../../store/hooks.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { ConfirmDialog, Dialog } from '../../../ui/Dialog.tsx';
import { Row } from '../../../ui/Row.tsx';
import { SearchField } from '../../../ui/SearchField.tsx';

interface ForwardDialogProps {
  readonly count: number;
  /** Only devices can read where the messages stand. */
  readonly encrypted: boolean;
  readonly onChoose: (chat: number) => void;
  readonly onClose: () => void;
}

/** Asks where messages are to be forwarded; and once more before they leave the encryption. */
export function ForwardDialog({ count, encrypted, onChoose, onClose }: ForwardDialogProps) {
  const { t } = useTranslation(['messages', 'common', 'encryption']);
  const [leaving, setLeaving] = useState<number | null>(null);
  const chats = useChats();
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLocaleLowerCase();
  const nameOf = (type: string, name: string | null) =>
    type === 'saved' ? t('saved') : (name ?? t('nameless'));
  const shown = chats.filter(({ type, name }) => nameOf(type, name).toLocaleLowerCase().includes(wanted));
  if (leaving !== null)
    return (
      <ConfirmDialog
        title={t('encryption:leaveTitle')}
        confirmLabel={t('forward')}
        cancelLabel={t('common:cancel')}
        onConfirm={() => onChoose(leaving)}
        onCancel={() => setLeaving(null)}
      >
        <p>{t('encryption:leaveText', { count })}</p>
      </ConfirmDialog>
    );
  return (
    <Dialog title={t('forwardTo', { count })} closeLabel={t('common:cancel')} onClose={onClose} full>
      <SearchField
        label={t('common:search')}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className="forward-list">
        {shown.slice(0, 200).map(({ id, type, mode, name, avatar, peer_id }) => (
          <Row
            key={id}
            lead={
              type === 'saved' ? (
                <span className="chat-saved" aria-hidden="true">
                  <Bookmark />
                </span>
              ) : (
                <Avatar id={peer_id ?? -id} name={name ?? ''} picture={avatar} />
              )
            }
            title={nameOf(type, name)}
            {...(mode === 'e2ee' && { detail: t('encryption:mode_e2ee') })}
            onClick={() => (encrypted && mode === 'server' ? setLeaving(id) : onChoose(id))}
          />
        ))}
      </div>
    </Dialog>
  );
}
