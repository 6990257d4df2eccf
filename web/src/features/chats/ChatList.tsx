import { Archive, CheckCheck, MessageSquarePlus } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import { useChats, useListed } from '../../store/hooks.ts';
import { type ChatRow, unreadOf } from '../../sync/chat-row.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { ChatItem } from './ChatItem.tsx';
import { ChatMenu } from './ChatMenu.tsx';
import { chatsIn, type Folder } from './list.ts';
import './chats.css';
import './info.css';

const LeaveDialog = lazy(() => import('./LeaveDialog.tsx').then((m) => ({ default: m.LeaveDialog })));
const FOLDERS: readonly Folder[] = ['all', 'unread', 'groups', 'archive'];

/** The chats of the account, newest first, by folder. */
export function ChatList({ selected, onNew }: { selected: number | null; onNew: () => void }) {
  const { t } = useTranslation('chats');
  const chats = useChats();
  const listed = useListed();
  const [folder, setFolder] = useState<Folder>('all');
  const shown = useMemo(() => chatsIn(chats, folder, ''), [chats, folder]);
  const tabs = useMemo(
    () => FOLDERS.map((id) => ({ id, label: t(`folder_${id}`), count: countOf(chats, id) })),
    [chats, t],
  );
  if (!listed && chats.length === 0) return <SkeletonRows rows={9} label={t('loading')} />;
  return (
    <>
      <div className="chat-folders">
        <Tabs label={t('folders')} tabs={tabs} selected={folder} onSelect={setFolder} />
      </div>
      {shown.length === 0 ? (
        <NoChats folder={folder} onNew={onNew} />
      ) : (
        <Rows chats={shown} selected={selected} />
      )}
    </>
  );
}

/** How many chats of a folder have something unread; the first tab counts all. */
function countOf(chats: readonly ChatRow[], folder: Folder): number {
  if (folder === 'all' || folder === 'archive') return 0;
  return chatsIn(chats, folder, '').filter((row) => !row.muted && unreadOf(row).unread > 0).length;
}

function NoChats({ folder, onNew }: { folder: Folder; onNew: () => void }) {
  const { t } = useTranslation('chats');
  return (
    <Empty
      icon={folder === 'archive' ? Archive : folder === 'unread' ? CheckCheck : MessageSquarePlus}
      title={t(`none_${folder}`)}
      action={
        folder === 'all' && (
          <Button variant="secondary" onClick={onNew}>
            {t('newChatTitle')}
          </Button>
        )
      }
    >
      {t(`none_${folder}_text`)}
    </Empty>
  );
}

interface MenuPlace {
  readonly chat: ChatRow;
  readonly anchor: Element;
}

function Rows({ chats, selected }: { chats: readonly ChatRow[]; selected: number | null }) {
  const { t } = useTranslation('chats');
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const openMenu = useCallback((chat: ChatRow, anchor: Element) => setMenu({ chat, anchor }), []);
  const [leaving, setLeaving] = useState<ChatRow | null>(null);
  const box = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go from one link to the next
    <div ref={box} className="chat-list" onKeyDown={(event) => walk(event, box.current)}>
      <Virtualizer as="ul" item="li" data={chats} itemSize={72} bufferSize={400}>
        {(row) => <ChatItem key={row.id} row={row} selected={row.id === selected} onMenu={openMenu} />}
      </Virtualizer>
      {menu && (
        <ChatMenu
          label={t('menuOf', { name: menu.chat.name ?? '' })}
          chat={menu.chat}
          anchor={menu.anchor}
          onLeave={() => setLeaving(menu.chat)}
          onClose={() => setMenu(null)}
        />
      )}
      <Suspense>{leaving && <LeaveDialog chat={leaving} onClose={() => setLeaving(null)} />}</Suspense>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The arrow keys move between chats that are drawn; the list scrolls along by itself. */
function walk(event: KeyboardEvent, box: HTMLElement | null): void {
  const step = STEPS[event.key];
  if (step === undefined || !box) return;
  const links = [...box.querySelectorAll<HTMLElement>('.chat-item')];
  const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
