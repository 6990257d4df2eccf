import { ImagePlus } from 'lucide-react';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../locales/error-text.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { BACKGROUNDS } from './model.ts';
import { publishMedia, publishText } from './publish.ts';

type Kind = 'text' | 'media';
const TEXT_LENGTH = 500;

/** Makes a story: a text on a colour, or a photo or video with a caption. */
export function StoryComposer({ onClose, onPublished }: { onClose: () => void; onPublished: () => void }) {
  const { t } = useTranslation(['stories', 'common']);
  const [kind, setKind] = useState<Kind>('text');
  const [text, setText] = useState('');
  const [background, setBackground] = useState<string>(BACKGROUNDS[0]);
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const publish = useAction(async () => {
    abort.current = new AbortController();
    if (kind === 'text') await publishText(text.trim(), background);
    else if (file) await publishMedia(file, text.trim(), abort.current.signal, setSent);
    toast(t('stories:published'), { kind: 'success' });
    onPublished();
  });
  const ready = kind === 'text' ? text.trim() !== '' : file !== null;
  return (
    <Dialog
      title={t('stories:new')}
      closeLabel={t('common:close')}
      onClose={onClose}
      actions={
        <Button variant="primary" disabled={!ready} busy={publish.busy} onClick={() => void publish.run()}>
          {publish.busy && kind === 'media' ? t('stories:sending', { percent: sent }) : t('stories:publish')}
        </Button>
      }
    >
      <Tabs
        label={t('stories:kind')}
        tabs={[
          { id: 'text', label: t('stories:text') },
          { id: 'media', label: t('stories:media') },
        ]}
        selected={kind}
        onSelect={setKind}
      >
        <div className="story-compose">
          {kind === 'text' ? (
            <TextStory text={text} background={background} onBackground={setBackground} />
          ) : (
            <MediaStory file={file} onFile={setFile} />
          )}
        </div>
      </Tabs>
      <TextArea
        label={kind === 'text' ? t('stories:yourText') : t('stories:caption')}
        maxLength={TEXT_LENGTH}
        value={text}
        error={publish.failure ? errorText(publish.failure) : null}
        onChange={(event) => setText(event.target.value)}
      />
    </Dialog>
  );
}

interface TextStoryProps {
  text: string;
  background: string;
  onBackground: (background: string) => void;
}

function TextStory({ text, background, onBackground }: TextStoryProps) {
  const { t } = useTranslation('stories');
  return (
    <>
      <p className="story-text story-preview" style={{ backgroundColor: background }} aria-hidden="true">
        {text || t('sample')}
      </p>
      <fieldset className="story-colours">
        <legend className="visually-hidden">{t('background')}</legend>
        {BACKGROUNDS.map((each, index) => (
          <input
            key={each}
            type="radio"
            name="background"
            aria-label={t('colour', { number: index + 1 })}
            checked={each === background}
            style={{ backgroundColor: each }}
            onChange={() => onBackground(each)}
          />
        ))}
      </fieldset>
    </>
  );
}

function MediaStory({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const { t } = useTranslation('stories');
  const input = useRef<HTMLInputElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = file && URL.createObjectURL(file);
    setUrl(made);
    return () => {
      if (made) URL.revokeObjectURL(made);
    };
  }, [file]);
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => onFile(target.files?.[0] ?? null);
  return (
    <>
      {url && file && (
        <div className="story-media story-preview">
          {file.type.startsWith('video/') ? (
            // biome-ignore lint/a11y/useMediaCaption: people's own recordings have no captions
            <video src={url} controls playsInline />
          ) : (
            <img src={url} alt={t('chosen')} />
          )}
        </div>
      )}
      <Button icon={ImagePlus} wide onClick={() => input.current?.click()}>
        {file ? t('chooseAnother') : t('choose')}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*,video/*"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('choose')}
        onChange={choose}
      />
    </>
  );
}
