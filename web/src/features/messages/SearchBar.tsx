import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { useClient } from '../../store/hooks.ts';
import { IconButton } from '../../ui/Button.tsx';

interface SearchBarProps {
  readonly chat: number;
  /** Only this browser can look into it. */
  readonly encrypted: boolean;
  readonly onFound: (seq: number) => void;
  readonly onClose: () => void;
}

interface Found {
  readonly seq: number;
}

const PAUSE = 250;

/** Looks for words in one chat and goes from one place to the next. */
export function SearchBar({ chat, encrypted, onFound, onClose }: SearchBarProps) {
  const { t } = useTranslation(['messages', 'common']);
  const client = useClient();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const [at, setAt] = useState(0);
  const show = useRef(onFound);
  show.current = onFound;
  useEffect(() => {
    const words = query.trim();
    setFound(null);
    if (words.length < 2) return;
    const over = new AbortController();
    const timer = setTimeout(() => {
      const call = { path: { chatId: chat }, query: { q: words }, signal: over.signal };
      const look: Promise<{ messages: readonly Found[] }> = encrypted
        ? client.service.search(words, chat).then((messages) => ({ messages }))
        : http.get('/api/messages/{chatId}/search', call);
      look.then(
        ({ messages }) => {
          if (over.signal.aborted) return;
          setFound(messages);
          setAt(0);
          if (messages[0]) show.current(messages[0].seq);
        },
        () => !over.signal.aborted && setFound([]),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [chat, encrypted, client, query]);
  const go = (step: number) => {
    const next = found?.[at + step];
    if (!next) return;
    setAt(at + step);
    onFound(next.seq);
  };
  const count = found?.length ?? 0;
  return (
    <search className="chat-search">
      <input
        type="search"
        // biome-ignore lint/a11y/noAutofocus: whoever opens the search wants to type
        autoFocus
        aria-label={t('searchHere')}
        placeholder={t('searchHere')}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
        }}
      />
      <span className="chat-search-count" aria-live="polite">
        {found && (count === 0 ? t('nothingFound') : t('foundAt', { at: at + 1, count }))}
      </span>
      <IconButton icon={ChevronUp} label={t('olderHit')} disabled={at + 1 >= count} onClick={() => go(1)} />
      <IconButton icon={ChevronDown} label={t('newerHit')} disabled={at === 0} onClick={() => go(-1)} />
      <IconButton icon={X} label={t('common:close')} onClick={onClose} />
    </search>
  );
}
