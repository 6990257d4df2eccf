import { useTranslation } from 'react-i18next';
import { classes } from '../../../lib/classes.ts';
import { useClient } from '../../../store/hooks.ts';
import { useConversation } from '../context.ts';
import type { ShownMessage } from '../rows.ts';

/** Who has reacted with what; a press adds or takes back the own one. */
export function Reactions({ message }: { message: ShownMessage }) {
  const { t } = useTranslation('messages');
  const { me, react } = useConversation();
  const client = useClient();
  if (message.reactions.length === 0) return null;
  const nameOf = (id: number) => (id === me ? t('you') : (client.person(id)?.name ?? t('somebody')));
  return (
    <ul className="reactions" aria-label={t('reactions')}>
      {message.reactions.map(({ reaction, user_ids }) => {
        const mine = user_ids.includes(me);
        const names = user_ids.slice(0, 10).map(nameOf).join(', ');
        return (
          <li key={reaction}>
            <button
              type="button"
              className={classes('reaction', mine && 'reaction-mine')}
              aria-pressed={mine}
              aria-label={t('reactionOf', { reaction, count: user_ids.length, names })}
              title={names}
              onClick={() => react(message, mine ? '' : reaction)}
            >
              <span aria-hidden="true">{reaction}</span>
              <span aria-hidden="true">{user_ids.length}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
