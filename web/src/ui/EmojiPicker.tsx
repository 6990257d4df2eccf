import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { type Emoji, emojiIn, groupsOf } from '../lib/emoji.ts';
import { chosenOften, noteChosen } from './often.ts';
import { SearchField } from './SearchField.tsx';
import './emoji.css';

const COLUMNS = 8;

/** All emoji in groups, those chosen often in front, to be looked for by their names in the language in use. */
export function EmojiPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t, i18n } = useTranslation('common');
  const [all, setAll] = useState<readonly Emoji[]>([]);
  const [query, setQuery] = useState('');
  // What is chosen now moves nothing under the pointer.
  const [often] = useState(() => chosenOften(2 * COLUMNS));
  const list = useRef<VirtualizerHandle>(null);
  useEffect(() => void emojiIn(i18n.language).then(setAll), [i18n.language]);
  const groups = useMemo(() => groupsOf(all), [all]);
  const lines = useMemo(() => {
    const wanted = query.trim().toLocaleLowerCase();
    if (wanted !== '') return cut([all.filter(({ label, tags }) => `${label} ${tags}`.includes(wanted))]);
    const known = new Map(all.map((emoji) => [emoji.unicode, emoji]));
    return cut([often.flatMap((unicode) => known.get(unicode) ?? []), ...groups]);
  }, [all, groups, often, query]);
  const choose = (unicode: string) => {
    noteChosen(unicode);
    onChoose(unicode);
  };
  return (
    <div className="emoji">
      <SearchField label={t('search')} value={query} onChange={(event) => setQuery(event.target.value)} />
      <div className="emoji-scroller">
        <Virtualizer ref={list} data={lines} itemSize={40}>
          {(line, index) => <Line key={`${index} ${line[0]?.unicode}`} line={line} onChoose={choose} />}
        </Virtualizer>
      </div>
      {query === '' && (
        <div className="emoji-groups" role="toolbar" aria-label={t('emojiGroups')}>
          {groups.map(([first]) => (
            <button
              key={first?.unicode}
              type="button"
              aria-label={t('emojiGroup', { emoji: first?.label ?? '' })}
              onClick={() =>
                list.current?.scrollToIndex(
                  lines.findLastIndex(([head]) => head === first),
                  { align: 'start' },
                )
              }
            >
              <span aria-hidden="true">{first?.unicode}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Line({ line, onChoose }: { line: readonly Emoji[]; onChoose: (unicode: string) => void }) {
  return (
    <div className="emoji-line">
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
  );
}

/** Groups as lines of so many; each group begins a line. */
function cut(groups: readonly (readonly Emoji[])[]): (readonly Emoji[])[] {
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / COLUMNS) }, (_, line) =>
      group.slice(line * COLUMNS, (line + 1) * COLUMNS),
    ),
  );
}
