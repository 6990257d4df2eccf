import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  CheckCheck,
  LogOut,
  Pin,
  PinOff,
  Trash2,
} from 'lucide-react';
import { Suspense, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../store/hooks.ts';
import { type ChatRow, unreadOf } from '../../sync/chat-row.ts';
import { type MenuEntry, MenuPopup } from '../../ui/Menu.tsx';

interface ChatMenuProps {
  readonly label: string;
  readonly chat: ChatRow;
  readonly anchor: Element;
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

/** What can be done with a chat from the list. */
export function ChatMenu({ label, chat, anchor, onLeave, onClose }: ChatMenuProps) {
  const place = useRef<Element | null>(anchor);
  const entries = useEntries(chat, onLeave);
  return (
    <Suspense>
      <MenuPopup label={label} anchor={place} entries={entries} onClose={onClose} />
    </Suspense>
  );
}

function useEntries(chat: ChatRow, leave: () => void): MenuEntry[] {
  const { t } = useTranslation('chats');
  const client = useClient();
  return useMemo(() => {
    const set = (settings: { muted?: boolean; archived?: boolean; pinned?: boolean }) => () =>
      void client.settings(chat.id, settings);
    const { unread } = unreadOf(chat);
    const entries: (MenuEntry | false)[] = [
      unread > 0 && {
        ...{ id: 'read', label: t('markRead'), icon: CheckCheck },
        run: () => void client.service.read(chat.id, chat.last_msg_seq),
      },
      chat.pinned
        ? { id: 'pin', label: t('unpin'), icon: PinOff, run: set({ pinned: false }) }
        : { id: 'pin', label: t('pin'), icon: Pin, run: set({ pinned: true }) },
      chat.muted
        ? { id: 'mute', label: t('unmute'), icon: Bell, run: set({ muted: false }) }
        : { id: 'mute', label: t('mute'), icon: BellOff, run: set({ muted: true }) },
      chat.archived
        ? { id: 'archive', label: t('unarchive'), icon: ArchiveRestore, run: set({ archived: false }) }
        : { id: 'archive', label: t('archive'), icon: Archive, run: set({ archived: true }) },
      chat.type !== 'saved' && {
        ...{ id: 'leave', danger: true, run: leave },
        ...(chat.type === 'group' && chat.role !== 'owner'
          ? { label: t('leave'), icon: LogOut }
          : { label: t('delete'), icon: Trash2 }),
      },
    ];
    return entries.filter((entry) => entry !== false);
  }, [chat, client, t, leave]);
}
