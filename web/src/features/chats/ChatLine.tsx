import { CheckCheck, Clock, File, Image, Mic, Music, Smile, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../lib/text/markup.ts';
import { useClient, useDraft, useOutbox, useTyping } from '../../store/hooks.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { previewLine } from './preview.ts';

const LONGEST_NAME = 14;
const ICONS = { photo: Image, video: Video, voice: Mic, audio: Music, file: File, sticker: Smile };

/** The line below a chat's name: who types, an unsent draft, or the newest message. */
export function ChatLine({ row }: { row: ChatRow }) {
  const { t } = useTranslation('chats');
  const client = useClient();
  const typing = useTyping(row.id);
  const draft = useDraft(row.id);
  const nameOf = (user: number) => client.person(user)?.name ?? t('somebody');
  if (typing.size > 0) {
    const names = row.type === 'group' ? [...typing.keys()].map(nameOf).join(', ') : '';
    return (
      <span className="chat-line chat-line-typing">{names ? t('typingNamed', { names }) : t('typing')}</span>
    );
  }
  if (draft && draft.text.trim() !== '') {
    return (
      <span className="chat-line" dir="auto">
        <span className="chat-line-draft">{t('draft')}</span> {plainText(draft.text, nameOf)}
      </span>
    );
  }
  return <NewestLine row={row} nameOf={nameOf} />;
}

function NewestLine({ row, nameOf }: { row: ChatRow; nameOf: (user: number) => string }) {
  const { t } = useTranslation(['chats', 'encryption']);
  const client = useClient();
  const waiting = useOutbox(row.id).findLast(({ op, state }) => op.kind === 'send' && state !== 'sent');
  if (waiting?.op.kind === 'send') {
    const { fields, file } = waiting.op;
    return (
      <span className="chat-line" dir="auto">
        <Clock className="chat-line-icon" role="img" aria-label={t('sending')} />
        {fields.text ? plainText(fields.text, nameOf) : (file?.name ?? '')}
      </span>
    );
  }
  if (row.last?.kind === 'encrypted' && row.last.text === null)
    return <span className="chat-line chat-line-empty">{t('encryption:preview')}</span>;
  if (!row.last) return <span className="chat-line chat-line-empty">{t('noMessages')}</span>;
  const { label, text } = previewLine(row.last, nameOf);
  const Icon = label && ICONS[label];
  return (
    <span className="chat-line" dir="auto">
      <Author row={row} me={client.me} />
      {Icon && <Icon className="chat-line-icon" aria-hidden="true" />}
      {text || (label ? t(`kind_${label}`) : '')}
    </span>
  );
}

/** The first word of a name. */
function shortName(name: string): string {
  const [first = name] = name.trim().split(/\s+/);
  return first.length > LONGEST_NAME ? `${first.slice(0, LONGEST_NAME)}…` : first;
}

/** Who wrote it, where that is not clear: others in groups; oneself with how far it has come. */
function Author({ row, me }: { row: ChatRow; me: number }) {
  const { t } = useTranslation('chats');
  const client = useClient();
  const { last, type, others_read } = row;
  if (!last || type === 'saved') return null;
  if (last.sender === me) {
    const read = last.seq !== undefined && last.seq <= (others_read ?? 0);
    if (type !== 'group' && read) {
      return <CheckCheck className="chat-line-icon chat-line-read" role="img" aria-label={t('read')} />;
    }
    return <span className="chat-line-author">{t('you')}</span>;
  }
  if (type !== 'group' || last.sender === null) return null;
  const name = last.sender_name ?? client.person(last.sender)?.name;
  // There is room for one word of it; nobody is better than somebody.
  return name ? <span className="chat-line-author">{shortName(name)}: </span> : null;
}
