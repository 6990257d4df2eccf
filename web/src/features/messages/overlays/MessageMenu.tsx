import {
  CheckCheck,
  CheckSquare,
  Copy,
  Forward,
  Pencil,
  Pin,
  PinOff,
  Reply,
  Smile,
  Trash2,
} from 'lucide-react';
import { Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { kindOf } from '../../../sync/chat-row.ts';
import { type MenuEntry, MenuPopup } from '../../../ui/Menu.tsx';
import type { ShownMessage } from '../rows.ts';
import { QuickReactions } from './QuickReactions.tsx';

export interface MenuActions {
  readonly reply: (message: ShownMessage) => void;
  readonly edit: (message: ShownMessage) => void;
  readonly copy: (message: ShownMessage) => void;
  readonly forward: (message: ShownMessage) => void;
  readonly react: (message: ShownMessage) => void;
  readonly select: (message: ShownMessage) => void;
  readonly readers: (message: ShownMessage) => void;
  readonly pin: (message: ShownMessage) => void;
  readonly unpin: (message: ShownMessage) => void;
  readonly remove: (message: ShownMessage) => void;
}

interface MessageMenuProps {
  readonly message: ShownMessage;
  readonly anchor: Element;
  readonly own: boolean;
  readonly group: boolean;
  /** May delete what others wrote. */
  readonly moderates: boolean;
  readonly pinned: boolean;
  readonly actions: MenuActions;
  readonly onReact: (message: ShownMessage, reaction: string) => void;
  readonly onClose: () => void;
}

/** What can be done with a message. */
export function MessageMenu(props: MessageMenuProps) {
  const { message, anchor, own, group, moderates, pinned, actions, onReact, onClose } = props;
  const { t } = useTranslation(['messages', 'common']);
  const place = useRef<Element | null>(anchor);
  const sent = !message.pending;
  const entry = (id: keyof MenuActions, icon: MenuEntry['icon'], label: string): MenuEntry => ({
    ...{ id, label, run: () => actions[id](message) },
    ...(icon ? { icon } : {}),
    ...(id === 'remove' ? { danger: true } : {}),
  });
  const quick = (emoji: string) => {
    onClose();
    onReact(message, emoji);
  };
  const entries = [
    sent && entry('react', Smile, t('react')),
    sent && entry('reply', Reply, t('reply')),
    sent &&
      own &&
      kindOf(message) === 'text' &&
      !message.forwarded_from &&
      entry('edit', Pencil, t('common:edit')),
    message.text && entry('copy', Copy, t('common:copy')),
    sent && !message.sealed && entry('forward', Forward, t('forward')),
    sent && own && group && entry('readers', CheckCheck, t('readers')),
    sent &&
      (!group || moderates) &&
      (pinned ? entry('unpin', PinOff, t('unpin')) : entry('pin', Pin, t('pin'))),
    sent && entry('select', CheckSquare, t('select')),
    (own || moderates) && entry('remove', Trash2, t('common:delete')),
  ].filter((each): each is MenuEntry => Boolean(each));
  return (
    <Suspense>
      <MenuPopup
        label={t('menu')}
        anchor={place}
        entries={entries}
        align={own ? 'end' : 'start'}
        head={sent && <QuickReactions onChoose={quick} />}
        onClose={onClose}
      />
    </Suspense>
  );
}
