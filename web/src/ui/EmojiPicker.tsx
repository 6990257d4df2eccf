import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import { type Emoji, emojiIn, groupsOf } from '../lib/emoji.ts';
import { Field } from './Field.tsx';
import './emoji.css';

const COLUMNS = 8;

/** All emoji in groups, to be looked for by their names in the language in use. */
export function EmojiPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t, i18n } = useTranslation('common');
  const [all, setAll] = useState<readonly Emoji[]>([]);
  const [query, setQuery] = useState('');
  useEffect(() => void emojiIn(i18n.language).then(setAll), [i18n.language]);
  const lines = useMemo(() => linesOf(all, query.trim().toLocaleLowerCase()), [all, query]);
  return (
    <div className="emoji">
      <Field
        label={t('search')}
        type="search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className="emoji-scroller">
        <Virtualizer data={lines} itemSize={40}>
          {(line) => (
            <div key={line[0]?.unicode ?? ''} className="emoji-line">
              {line.map(({ unicode, label }) => (
                <button
                  key={unicode}
                  type="button"
                  title={label}
                  aria-label={label}
                  onClick={() => onChoose(unicode)}
                >
                  {unicode}
                </button>
              ))}
            </div>
          )}
        </Virtualizer>
      </div>
    </div>
  );
}

function linesOf(all: readonly Emoji[], query: string): (readonly Emoji[])[] {
  const groups =
    query === '' ? groupsOf(all) : [all.filter(({ label, tags }) => `${label} ${tags}`.includes(query))];
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / COLUMNS) }, (_, line) =>
      group.slice(line * COLUMNS, (line + 1) * COLUMNS),
    ),
  );
}
