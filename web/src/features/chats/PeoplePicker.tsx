import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../store/db.ts';
import { useClient } from '../../store/hooks.ts';
import { SHORTEST, useContacts, usePeople } from '../../store/people-search.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Row } from '../../ui/Row.tsx';
import { SearchField } from '../../ui/SearchField.tsx';

interface PeoplePickerProps {
  readonly chosen?: readonly Person[];
  /** Not offered: they are there already. */
  readonly without?: ReadonlySet<number>;
  readonly onChoose: (person: Person) => void;
}

/** Finds people by name or email, contacts first. */
export function PeoplePicker({ chosen = [], without, onChoose }: PeoplePickerProps) {
  const { t } = useTranslation('chats');
  const client = useClient();
  const [query, setQuery] = useState('');
  const found = usePeople(query);
  const contacts = useContacts();
  const looking = query.trim().length >= SHORTEST;
  const people = (looking ? found : contacts)?.filter(({ id }) => id !== client.me && !without?.has(id));
  return (
    <>
      <SearchField label={t('findPeople')} value={query} onChange={(event) => setQuery(event.target.value)} />
      <div className="people" aria-busy={looking && found === null}>
        {people?.map((person) => (
          <Row
            key={person.id}
            lead={<Avatar id={person.id} name={person.name} picture={person.avatar} />}
            title={person.name}
            selected={chosen.some(({ id }) => id === person.id)}
            onClick={() => onChoose(person)}
          />
        ))}
        {people?.length === 0 && <p className="info-note">{looking ? t('nobodyFound') : t('typeMore')}</p>}
      </div>
    </>
  );
}
