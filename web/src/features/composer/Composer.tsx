import { Mic, Paperclip, SendHorizontal, Smile } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat, useEncryption } from '../../store/hooks.ts';
import type { ChatRow } from '../../sync/chat-row.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ModeMark } from '../../ui/ModeMark.tsx';
import { ComposerNote } from './ComposerNote.tsx';
import { MentionList } from './MentionList.tsx';
import { NoDevice } from './NoDevice.tsx';
import { useComposer } from './use-composer.ts';
import { useFileDrop } from './use-file-drop.ts';
import './composer.css';

const EmojiPanel = lazy(() => import('./EmojiPanel.tsx').then((m) => ({ default: m.EmojiPanel })));
const AttachDialog = lazy(() => import('./AttachDialog.tsx').then((m) => ({ default: m.AttachDialog })));
const VoiceRecorder = lazy(() => import('./VoiceRecorder.tsx').then((m) => ({ default: m.VoiceRecorder })));

/** The field to write in, and what else can be sent. */
export function Composer({ chat: id }: { chat: number }) {
  const chat = useChat(id);
  const { device } = useEncryption();
  if (!chat) return null;
  if (chat.mode === 'e2ee' && (device === 'unlinked' || device === 'removed'))
    return <NoDevice state={device} />;
  return <Open key={id} chat={chat} />;
}

function Open({ chat }: { chat: ChatRow }) {
  const { t } = useTranslation('composer');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [panel, setPanel] = useState(false);
  const [recording, setRecording] = useState(false);
  const composer = useComposer(chat);
  const chooser = useRef<HTMLInputElement>(null);
  const dropping = useFileDrop(setFiles);
  const encrypted = chat.mode === 'e2ee';
  const full = composer.text.trim() !== '' || composer.editing !== null;
  if (recording) {
    return (
      <Suspense>
        <VoiceRecorder chat={chat.id} onEnd={() => setRecording(false)} />
      </Suspense>
    );
  }
  return (
    <div className="composer">
      {dropping && <div className="drop-target">{t('dropHere')}</div>}
      <ComposerNote chat={chat.id} composer={composer} />
      <MentionList composer={composer} />
      <div className="composer-line">
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          onChange={({ target }) => {
            setFiles([...(target.files ?? [])]);
            target.value = '';
          }}
        />
        <IconButton icon={Paperclip} label={t('attach')} onClick={() => chooser.current?.click()} />
        <ModeMark encrypted={encrypted} />
        <Writing composer={composer} encrypted={encrypted} onFiles={setFiles} />
        <IconButton icon={Smile} label={t('emoji')} aria-expanded={panel} onClick={() => setPanel(!panel)} />
        {full ? (
          <IconButton icon={SendHorizontal} variant="primary" label={t('send')} onClick={composer.send} />
        ) : (
          <IconButton icon={Mic} label={t('record')} onClick={() => setRecording(true)} />
        )}
      </div>
      <Suspense>
        {panel && <EmojiPanel chat={chat.id} onEmoji={composer.insert} onClose={() => setPanel(false)} />}
        {files.length > 0 && (
          <AttachDialog chat={chat.id} files={files} composer={composer} onClose={() => setFiles([])} />
        )}
      </Suspense>
    </div>
  );
}

interface WritingProps {
  readonly encrypted: boolean;
  readonly composer: ReturnType<typeof useComposer>;
  readonly onFiles: (files: readonly File[]) => void;
}

function Writing({ composer, encrypted, onFiles }: WritingProps) {
  const { t } = useTranslation(['composer', 'encryption']);
  const placeholder = encrypted ? t('encryption:placeholder') : t('placeholder');
  return (
    <textarea
      ref={composer.field}
      className="composer-field"
      rows={1}
      dir="auto"
      maxLength={16_384}
      placeholder={placeholder}
      aria-label={placeholder}
      value={composer.text}
      onChange={({ target }) => composer.change(target.value, target.selectionStart)}
      onSelect={({ currentTarget }) => composer.setCaret(currentTarget.selectionStart)}
      onKeyDown={composer.keys}
      onPaste={(event) => {
        const pasted = [...event.clipboardData.files];
        if (pasted.length === 0) return;
        event.preventDefault();
        onFiles(pasted);
      }}
    />
  );
}
