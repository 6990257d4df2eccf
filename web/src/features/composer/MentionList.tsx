import { useTranslation } from 'react-i18next';
import { classes } from '../../lib/classes.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import type { ComposerState } from './use-composer.ts';

/** People whose names begin with what is typed after `@`. */
export function MentionList({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation('composer');
  const { offered, picked, mention } = composer;
  if (offered.length === 0) return null;
  return (
    <div className="mention-list" role="listbox" aria-label={t('mention')}>
      {offered.map((person, index) => (
        <button
          key={person.id}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === picked}
          className={classes('mention-option', index === picked && 'mention-picked')}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => mention(person)}
        >
          <Avatar id={person.id} name={person.name} size="xs" />
          {person.name}
        </button>
      ))}
    </div>
  );
}
