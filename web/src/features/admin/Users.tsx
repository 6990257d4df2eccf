import { UserSearch } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Field } from '../../ui/Field.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { useLoaded } from '../../ui/useLoaded.ts';
import { matching, peopleOf, type User } from './people.ts';
import { UserDialog } from './UserDialog.tsx';

const SHOWN = 50;

/** Accounts: finding one, and what may be done to it. */
export function Users() {
  const { t } = useTranslation('admin');
  const loaded = useLoaded(peopleOf);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<User | null>(null);
  return (
    <>
      <Field
        label={t('users.search')}
        type="search"
        value={query}
        autoComplete="off"
        onChange={(event) => setQuery(event.target.value)}
      />
      <LoadedView loaded={loaded}>
        {(users) => <Found users={matching(users, query)} onOpen={setOpen} />}
      </LoadedView>
      {open && (
        <UserDialog
          user={open}
          onClose={() => setOpen(null)}
          onChanged={() => {
            setOpen(null);
            loaded.reload();
          }}
        />
      )}
    </>
  );
}

function Found({ users, onOpen }: { users: readonly User[]; onOpen: (user: User) => void }) {
  const { t } = useTranslation('admin');
  const [shown, setShown] = useState(SHOWN);
  if (users.length === 0) return <Empty icon={UserSearch} title={t('users.none')} />;
  return (
    <section className="admin-card" aria-label={t('sections.users')}>
      <ul>
        {users.slice(0, shown).map((user) => (
          <li key={user.id}>
            <Row
              lead={
                <Avatar id={user.id} name={user.name} picture={user.avatar} size="s" online={user.online} />
              }
              title={user.name}
              detail={user.email}
              trail={
                <>
                  {user.is_admin && <Badge>{t('users.admin')}</Badge>}
                  {user.banned && <Badge tone="danger">{t('users.banned')}</Badge>}
                </>
              }
              onClick={() => onOpen(user)}
            />
          </li>
        ))}
      </ul>
      {users.length > shown && (
        <Button wide onClick={() => setShown(shown + SHOWN)}>
          {t('more', { count: users.length - shown })}
        </Button>
      )}
    </section>
  );
}
