import { SquarePen, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChatList } from '../features/chats/ChatList.tsx';
import { NewChat } from '../features/chats/NewChat.tsx';
import { SearchResults } from '../features/search/SearchResults.tsx';
import { IconButton } from '../ui/Button.tsx';
import { SearchField } from '../ui/SearchField.tsx';

/** The list of chats, with the search over everything above it. */
export function ChatsPane({ selected }: { selected: number | null }) {
  const { t } = useTranslation(['search', 'chats']);
  const [query, setQuery] = useState('');
  const [making, setMaking] = useState(false);
  const searching = query.trim() !== '';
  return (
    <>
      <div className="list-top">
        <search className="list-search">
          <SearchField
            id="global-search"
            label={t('placeholder')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && query !== '') {
                event.stopPropagation();
                setQuery('');
              }
            }}
          />
        </search>
        {searching ? (
          <IconButton icon={X} label={t('clear')} onClick={() => setQuery('')} />
        ) : (
          <IconButton
            icon={SquarePen}
            variant="primary"
            label={t('chats:new')}
            onClick={() => setMaking(true)}
          />
        )}
      </div>
      {searching ? (
        <SearchResults query={query} onDone={() => setQuery('')} />
      ) : (
        <ChatList selected={selected} onNew={() => setMaking(true)} />
      )}
      {making && <NewChat onClose={() => setMaking(false)} />}
    </>
  );
}
