import { Pencil, Reply, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../lib/text/markup.ts';
import { useClient } from '../../store/hooks.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import type { ComposerState } from './use-composer.ts';

/** What the text above the field refers to: a message answered or changed, or a draft from elsewhere. */
export function ComposerNote({ chat, composer }: { chat: number; composer: ComposerState }) {
  const { t } = useTranslation(['composer', 'common']);
  const client = useClient();
  const { reply, editing, draft } = composer;
  const message = editing ?? reply;
  if (message) {
    const Icon = editing ? Pencil : Reply;
    const nameOf = (id: number) => client.person(id)?.name ?? '';
    return (
      <div className="composer-note">
        <Icon aria-hidden="true" />
        <span className="composer-note-text">
          <strong>{editing ? t('editing') : t('replyTo', { name: message.sender_name })}</strong>
          <span dir="auto">
            {message.text ? plainText(message.text, nameOf) : (message.file_name ?? t('attachment'))}
          </span>
        </span>
        <IconButton icon={X} label={t('common:cancel')} onClick={composer.leave} />
      </div>
    );
  }
  if (!draft?.other) return null;
  const { other } = draft;
  return (
    <div className="composer-note" role="status">
      <span className="composer-note-text">
        <strong>{t('otherDraft')}</strong>
        <span dir="auto">{other.text}</span>
      </span>
      <Button variant="ghost" onClick={() => void client.write(chat, composer.text, null)}>
        {t('keepMine')}
      </Button>
      <Button onClick={() => composer.change(other.text, other.text.length)}>{t('takeOther')}</Button>
    </div>
  );
}
