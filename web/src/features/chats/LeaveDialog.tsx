import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { http } from '../../api/current.ts';
import { errorText } from '../../locales/error-text.ts';
import { useClient } from '../../store/hooks.ts';
import { told } from '../../store/told.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { useAction } from '../../ui/useAction.ts';
import { useChatName } from './name.ts';

/** Asks before a chat is left, emptied or deleted, and says which of these it is. */
export function LeaveDialog({ chat, onClose }: { chat: ChatRow; onClose: () => void }) {
  const { t } = useTranslation(['chats', 'common']);
  const client = useClient();
  const [path, go] = useLocation();
  const name = useChatName(chat);
  const kind = chat.type !== 'group' ? 'delete' : chat.role === 'owner' ? 'deleteGroup' : 'leave';
  const leave = useAction(async () => {
    const at = { path: { id: chat.id } };
    // Who cannot sign leaves all the same; an admin's device does it then.
    const wish = { remove: [client.me] };
    if (kind === 'leave' && chat.mode === 'e2ee')
      await told(client.service.signMembers(chat.id, wish)).catch(() => undefined);
    if (kind === 'leave') await http.post('/api/chats/{id}/leave', at);
    else await http.delete('/api/chats/{id}', at);
  });
  const confirm = async () => {
    if (!(await leave.run())) return;
    if (path.startsWith(`/chat/${chat.id}`)) go('/');
    onClose();
  };
  return (
    <ConfirmDialog
      title={t(`${kind}Title`, { name })}
      confirmLabel={t(kind === 'leave' ? 'leave' : 'delete')}
      cancelLabel={t('common:cancel')}
      danger
      busy={leave.busy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      <p>{t(`${kind}Text`)}</p>
      {leave.failure !== null && <p role="alert">{errorText(leave.failure)}</p>}
    </ConfirmDialog>
  );
}
