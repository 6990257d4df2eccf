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
import { Tabs } from '../../ui/Tabs.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import {
  ACCOUNT_FILTERS,
  type AccountFilter,
  type AccountPage,
  type AccountRow,
  findAccounts,
  moreAccounts,
} from './people.ts';
import { UserDialog } from './UserDialog.tsx';

/** Accounts: finding one, and what may be done to it. */
export function Users() {
  const { t } = useTranslation('admin');
  const change = useChange();
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<AccountFilter>('all');
  const loaded = useLoaded((signal) => findAccounts(query, filter, signal), query, filter);
  const [open, setOpen] = useState<AccountRow | null>(null);
  const more = (page: AccountPage) => change(async () => loaded.set(await moreAccounts(query, filter, page)));
  return (
    <>
      <Field
        label={t('users.search')}
        type="search"
        value={query}
        autoComplete="off"
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className="admin-tabs">
        <Tabs
          label={t('users.which')}
          tabs={ACCOUNT_FILTERS.map((id) => ({ id, label: t(`users.filters.${id}`) }))}
          selected={filter}
          onSelect={setFilter}
        >
          <LoadedView loaded={loaded}>
            {(page) => <Found page={page} onOpen={setOpen} onMore={() => void more(page)} />}
          </LoadedView>
        </Tabs>
      </div>
      {open && <UserDialog account={open} onClose={() => setOpen(null)} onChanged={loaded.reload} />}
    </>
  );
}

interface FoundProps {
  page: AccountPage;
  onOpen: (account: AccountRow) => void;
  onMore: () => void;
}

function Found({ page, onOpen, onMore }: FoundProps) {
  const { t } = useTranslation('admin');
  if (page.accounts.length === 0) return <Empty icon={UserSearch} title={t('users.none')} />;
  return (
    <section className="admin-card" aria-label={t('sections.users')}>
      <ul>
        {page.accounts.map((account) => (
          <li key={account.id}>
            <Row
              lead={
                <Avatar
                  id={account.id}
                  name={account.name}
                  picture={account.avatar}
                  size="s"
                  online={account.online}
                />
              }
              title={account.name}
              detail={account.email}
              trail={<Marks account={account} />}
              onClick={() => onOpen(account)}
            />
          </li>
        ))}
      </ul>
      {page.next !== null && (
        <Button wide onClick={onMore}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}

function Marks({ account }: { account: AccountRow }) {
  const { t } = useTranslation('admin');
  return (
    <>
      {account.is_admin && <Badge>{t('users.admin')}</Badge>}
      {account.banned && <Badge tone="danger">{t('users.banned')}</Badge>}
      {!account.email_confirmed && <Badge tone="warning">{t('users.unconfirmed')}</Badge>}
    </>
  );
}
