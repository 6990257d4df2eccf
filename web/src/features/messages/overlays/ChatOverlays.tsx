import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Message } from '../../../api/models.ts';
import { useClient } from '../../../store/hooks.ts';
import type { ChatRow } from '../../../sync/chat-row.ts';
import { ConfirmDialog, Dialog } from '../../../ui/Dialog.tsx';
import type { Actions } from '../use-actions.ts';
import { MessageMenu } from './MessageMenu.tsx';
import { QuickReactions } from './QuickReactions.tsx';

const EmojiPicker = lazy(() =>
  import('../../../ui/EmojiPicker.tsx').then((m) => ({ default: m.EmojiPicker })),
);
const Readers = lazy(() => import('./Readers.tsx').then((m) => ({ default: m.Readers })));
const Viewer = lazy(() => import('./Viewer.tsx').then((m) => ({ default: m.Viewer })));
const ForwardDialog = lazy(() => import('./ForwardDialog.tsx').then((m) => ({ default: m.ForwardDialog })));

interface ChatOverlaysProps {
  readonly chat: ChatRow;
  readonly actions: Actions;
  readonly media: readonly Message[];
}

/** Menus and dialogs over the messages. */
export function ChatOverlays({ chat, actions, media }: ChatOverlaysProps) {
  const client = useClient();
  const [, go] = useLocation();
  const { overlay, close } = actions;
  switch (overlay?.kind) {
    case 'menu':
      return (
        <MessageMenu
          message={overlay.message}
          anchor={overlay.anchor}
          own={overlay.message.sender_id === client.me}
          group={chat.type === 'group'}
          moderates={actions.moderates}
          pinned={chat.pins?.some(({ id }) => id === overlay.message.id) ?? false}
          actions={actions.menu}
          onReact={actions.parts.react}
          onClose={actions.closeMenu}
        />
      );
    case 'react':
      return (
        <ReactDialog onChoose={(emoji) => actions.parts.react(overlay.message, emoji)} onClose={close} />
      );
    case 'readers':
      return (
        <Suspense>
          <Readers message={overlay.message.id} onClose={close} />
        </Suspense>
      );
    case 'delete':
      return (
        <DeleteDialog
          count={overlay.messages.length}
          onConfirm={() => void actions.remove(overlay.messages)}
          onClose={close}
        />
      );
    case 'forward':
      return (
        <Suspense>
          <ForwardDialog
            count={overlay.messages.length}
            encrypted={chat.mode === 'e2ee'}
            onChoose={(to) => {
              void actions.forward(overlay.messages, to);
              if (to !== chat.id) go(`/chat/${to}`);
            }}
            onClose={close}
          />
        </Suspense>
      );
    case 'view':
      return (
        <Suspense>
          <Viewer all={media} start={overlay.message.id} onClose={close} />
        </Suspense>
      );
    default:
      return null;
  }
}

function ReactDialog({ onChoose, onClose }: { onChoose: (emoji: string) => void; onClose: () => void }) {
  const { t } = useTranslation(['messages', 'common']);
  const choose = (emoji: string) => {
    onChoose(emoji);
    onClose();
  };
  return (
    <Dialog title={t('react')} closeLabel={t('common:cancel')} onClose={onClose} size="s">
      <QuickReactions onChoose={choose} />
      <Suspense>
        <EmojiPicker onChoose={choose} />
      </Suspense>
    </Dialog>
  );
}

interface DeleteDialogProps {
  readonly count: number;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function DeleteDialog({ count, onConfirm, onClose }: DeleteDialogProps) {
  const { t } = useTranslation(['messages', 'common']);
  return (
    <ConfirmDialog
      title={t('deleteTitle', { count })}
      confirmLabel={t('common:delete')}
      cancelLabel={t('common:cancel')}
      danger
      onConfirm={onConfirm}
      onCancel={onClose}
    >
      <p>{t('deleteText')}</p>
    </ConfirmDialog>
  );
}
