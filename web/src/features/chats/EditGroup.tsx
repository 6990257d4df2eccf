import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { errorText } from '../../locales/error-text.ts';
import { useClient } from '../../store/hooks.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, TextArea } from '../../ui/Field.tsx';
import { useAction } from '../../ui/useAction.ts';

/** Changes what a group is called and what it says about itself. */
export function EditGroup({ chat, onClose }: { chat: ChatRow; onClose: () => void }) {
  const { t } = useTranslation(['chats', 'common']);
  const client = useClient();
  const [name, setName] = useState(chat.name ?? '');
  const [description, setDescription] = useState(chat.description ?? '');
  const save = useAction(async () => {
    const body = { name: name.trim(), description: description.trim() || null };
    await http.patch('/api/chats/{id}', { path: { id: chat.id }, body });
    await client.service.refresh(chat.id);
    onClose();
  });
  return (
    <Dialog
      title={t('editGroup')}
      closeLabel={t('common:cancel')}
      onClose={onClose}
      actions={
        <Button
          variant="primary"
          busy={save.busy}
          disabled={name.trim() === ''}
          onClick={() => void save.run()}
        >
          {t('common:save')}
        </Button>
      }
    >
      {save.failure !== null && <p role="alert">{errorText(save.failure)}</p>}
      <Field
        label={t('groupName')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextArea
        label={t('description')}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
    </Dialog>
  );
}
