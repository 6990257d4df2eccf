import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { errorText } from '../../locales/error-text.ts';
import { requireCapable } from '../../store/begin.ts';
import type { Person } from '../../store/db.ts';
import { useClient } from '../../store/hooks.ts';
import { told } from '../../store/told.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useAction } from '../../ui/useAction.ts';
import { Chosen } from './NewChat.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';

/** Adds people to a group. */
export function AddMembers({ chat, onClose }: { chat: ChatRow; onClose: () => void }) {
  const { t } = useTranslation(['chats', 'common']);
  const client = useClient();
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const add = useAction(async () => {
    const userIds = chosen.map(({ id }) => id);
    if (chat.mode === 'e2ee') {
      await requireCapable(client, chosen);
      await told(client.service.signMembers(chat.id, { add: userIds }));
    }
    await http.post('/api/chats/{id}/members', { path: { id: chat.id }, body: { userIds } });
    await client.service.refresh(chat.id);
    onClose();
  });
  const toggle = (person: Person) => {
    const others = chosen.filter(({ id }) => id !== person.id);
    setChosen(others.length < chosen.length ? others : [...chosen, person]);
  };
  return (
    <Dialog
      title={t('addMembers')}
      closeLabel={t('common:cancel')}
      onClose={onClose}
      full
      actions={
        <Button
          variant="primary"
          busy={add.busy}
          disabled={chosen.length === 0}
          onClick={() => void add.run()}
        >
          {t('addMembers')}
        </Button>
      }
    >
      {add.failure !== null && <p role="alert">{errorText(add.failure)}</p>}
      <Chosen people={chosen} onRemove={toggle} />
      <PeoplePicker chosen={chosen} without={new Set(chat.members?.map(({ id }) => id))} onChoose={toggle} />
    </Dialog>
  );
}
