import { Eye, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { ago } from '../../lib/ago.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import type { Story } from './model.ts';

interface OwnStoryBarProps {
  story: Story;
  /** The story must not go on meanwhile. */
  onHold: (held: boolean) => void;
  onDeleted: () => void;
}

/** Below one's own story: who has seen it, and taking it back. */
export function OwnStoryBar({ story, onHold, onDeleted }: OwnStoryBarProps) {
  const { t } = useTranslation('stories');
  const change = useChange();
  const [listing, setListing] = useState(false);
  const list = (open: boolean) => {
    setListing(open);
    onHold(open);
  };
  const remove = async () => {
    const gone = await change(
      () => http.delete('/api/stories/{id}', { path: { id: story.id } }),
      t('deleted'),
    );
    if (gone) onDeleted();
  };
  return (
    <footer className="story-own">
      <Button className="story-seen" variant="ghost" icon={Eye} onClick={() => list(true)}>
        {t('seenBy', { count: story.views ?? 0 })}
      </Button>
      <IconButton variant="glass" icon={Trash2} label={t('delete')} onClick={() => void remove()} />
      {listing && <Views story={story} onClose={() => list(false)} />}
    </footer>
  );
}

function Views({ story, onClose }: { story: Story; onClose: () => void }) {
  const { t, i18n } = useTranslation(['stories', 'common']);
  const loaded = useLoaded(
    (signal) => http.get('/api/stories/{id}/views', { path: { id: story.id }, signal }),
    story.id,
  );
  return (
    <Dialog title={t('stories:seen')} closeLabel={t('common:close')} onClose={onClose} size="s">
      <LoadedView loaded={loaded}>
        {({ views }) =>
          views.length === 0 ? (
            <Empty icon={Eye} title={t('stories:nobodyYet')} />
          ) : (
            <ul>
              {views.map(({ user_id: id, name, avatar, viewed_at: at }) => (
                <li key={id}>
                  <Row
                    lead={<Avatar id={id} name={name} picture={avatar} size="s" />}
                    title={name}
                    detail={ago(at, i18n.language)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </LoadedView>
    </Dialog>
  );
}
