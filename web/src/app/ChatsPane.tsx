import { SquarePen, X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChatList } from '../features/chats/ChatList.tsx';
import { IconButton } from '../ui/Button.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';

const SearchResults = lazy(() =>
  import('../features/search/SearchResults.tsx').then((m) => ({ default: m.SearchResults })),
);
const NewChat = lazy(() => import('../features/chats/NewChat.tsx').then((m) => ({ default: m.NewChat })));

/** The list of chats, with the search over everything above it. */
export function ChatsPane({ selected }: { selected: number | null }) {
  const { t } = useTranslation(['search', 'chats', 'common']);
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
        <Suspense fallback={<SkeletonRows label={t('common:loading')} />}>
          <SearchResults query={query} onDone={() => setQuery('')} />
        </Suspense>
      ) : (
        <ChatList selected={selected} onNew={() => setMaking(true)} />
      )}
      <Suspense>{making && <NewChat onClose={() => setMaking(false)} />}</Suspense>
    </>
  );
}
