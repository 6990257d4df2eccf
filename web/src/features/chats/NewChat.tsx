import { Bookmark, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { http } from '../../api/current.ts';
import { encryptsByDefault } from '../../lib/encrypt-by-default.ts';
import { errorText } from '../../locales/error-text.ts';
import { begin, beginGroup } from '../../store/begin.ts';
import type { Person } from '../../store/db.ts';
import { useClient } from '../../store/hooks.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { Row } from '../../ui/Row.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useAction } from '../../ui/useAction.ts';
import { PeoplePicker } from './PeoplePicker.tsx';

/** Begins a chat: with a person, with several, or with oneself. */
export function NewChat({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['chats', 'common', 'encryption']);
  const client = useClient();
  const [, go] = useLocation();
  const [group, setGroup] = useState(false);
  const open = useAction(async (ask: () => Promise<{ chat: { id: number } }>) => {
    const { chat } = await ask();
    await client.service.refresh(chat.id);
    onClose();
    go(`/chat/${chat.id}`);
  });
  const [encrypted, setEncrypted] = useState(encryptsByDefault());
  const personal = (person: Person) => void open.run(() => begin(client, person, encrypted));
  if (group) return <NewGroup open={open} onClose={onClose} />;
  return (
    <Dialog title={t('newChatTitle')} closeLabel={t('common:close')} onClose={onClose} full>
      <Row icon={Users} title={t('newGroup')} onClick={() => setGroup(true)} />
      <Row
        icon={Bookmark}
        title={t('saved')}
        onClick={() => void open.run(() => http.post('/api/chats/saved'))}
      />
      <Switch
        label={t('encryption:switch')}
        hint={t('encryption:switchHint')}
        checked={encrypted}
        onChange={setEncrypted}
      />
      {open.failure !== null && <p role="alert">{errorText(open.failure)}</p>}
      <PeoplePicker onChoose={personal} />
    </Dialog>
  );
}

interface NewGroupProps {
  readonly open: ReturnType<typeof useAction<[() => Promise<{ chat: { id: number } }>]>>;
  readonly onClose: () => void;
}

function NewGroup({ open, onClose }: NewGroupProps) {
  const { t } = useTranslation(['chats', 'common', 'encryption']);
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const client = useClient();
  const [encrypted, setEncrypted] = useState(false);
  const create = () => void open.run(() => beginGroup(client, name.trim(), chosen, encrypted));
  return (
    <Dialog
      title={t('newGroup')}
      closeLabel={t('common:close')}
      onClose={onClose}
      full
      actions={
        <Button
          variant="primary"
          busy={open.busy}
          disabled={name.trim() === '' || chosen.length === 0}
          onClick={create}
        >
          {t('createGroup')}
        </Button>
      }
    >
      <Field
        label={t('groupName')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Switch
        label={t('encryption:switch')}
        hint={t('encryption:switchHint')}
        checked={encrypted}
        onChange={setEncrypted}
      />
      {open.failure !== null && <p role="alert">{errorText(open.failure)}</p>}
      <Chosen people={chosen} onRemove={(person) => setChosen(toggled(chosen, person))} />
      <PeoplePicker chosen={chosen} onChoose={(person) => setChosen(toggled(chosen, person))} />
    </Dialog>
  );
}

function toggled(people: readonly Person[], person: Person): readonly Person[] {
  const others = people.filter(({ id }) => id !== person.id);
  return others.length < people.length ? others : [...people, person];
}

/** Those chosen so far; a press takes one away. */
export function Chosen({
  people,
  onRemove,
}: {
  people: readonly Person[];
  onRemove: (person: Person) => void;
}) {
  const { t } = useTranslation('chats');
  return (
    <ul className="picked" aria-label={t('chosen', { count: people.length })}>
      {people.map((person) => (
        <li key={person.id}>
          <button
            type="button"
            aria-label={t('remove', { name: person.name })}
            onClick={() => onRemove(person)}
          >
            <Avatar id={person.id} name={person.name} picture={person.avatar} size="xs" />
            {person.name}
          </button>
        </li>
      ))}
    </ul>
  );
}
