import { Camera, Trash2 } from 'lucide-react';
import { type ChangeEvent, type FormEvent, lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Account, updateAccount } from '../../api/accounts.ts';
import { currentSession, http } from '../../api/current.ts';
import { upload } from '../../api/upload.ts';
import { errorText } from '../../locales/error-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field, TextArea } from '../../ui/Field.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import { Group } from './Group.tsx';

const AvatarCrop = lazy(() => import('./AvatarCrop.tsx').then((module) => ({ default: module.AvatarCrop })));
const BIO_LENGTH = 500;

/** Name, picture and what the person says about themselves. */
export function Profile({ account }: { account: Account }) {
  const loaded = useLoaded((signal) => http.get('/api/users/{id}', { path: { id: account.id }, signal }));
  return (
    <>
      <Picture account={account} />
      <LoadedView loaded={loaded}>
        {({ user }) => <Words account={account} name={user.name} bio={user.bio ?? ''} />}
      </LoadedView>
    </>
  );
}

function Picture({ account }: { account: Account }) {
  const { t } = useTranslation('settings');
  const change = useChange();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<File | null>(null);
  const put = async (avatar: string | null) => {
    await http.put('/api/users/{id}', { path: { id: account.id }, body: { avatar } });
    updateAccount(account.id, { avatar });
  };
  const use = async (picture: Blob) => {
    const session = currentSession();
    setChosen(null);
    if (session)
      await change(
        async () => put((await upload(session, picture, 'avatar.webp')).url),
        t('profile.pictureSaved'),
      );
  };
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    setChosen(target.files?.[0] ?? null);
    target.value = '';
  };
  return (
    <div className="profile-picture">
      <Avatar id={account.id} name={account.name} picture={account.avatar} size="xl" />
      <div className="profile-picture-actions">
        <Button icon={Camera} onClick={() => input.current?.click()}>
          {t('profile.choosePicture')}
        </Button>
        {account.avatar && (
          <Button variant="ghost" icon={Trash2} onClick={() => void change(() => put(null))}>
            {t('profile.removePicture')}
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('profile.choosePicture')}
        onChange={choose}
      />
      {chosen && (
        <Suspense>
          <AvatarCrop
            file={chosen}
            onCancel={() => setChosen(null)}
            onDone={(picture) => void use(picture)}
          />
        </Suspense>
      )}
    </div>
  );
}

function Words({ account, name: knownName, bio: knownBio }: { account: Account; name: string; bio: string }) {
  const { t } = useTranslation(['settings', 'common']);
  const [name, setName] = useState(knownName);
  const [bio, setBio] = useState(knownBio);
  const save = useAction(async () => {
    const body = { name: name.trim(), bio: bio.trim() || null };
    const { user } = await http.put('/api/users/{id}', { path: { id: account.id }, body });
    updateAccount(account.id, { name: user.name });
    toast(t('common:saved'), { kind: 'success' });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };
  return (
    <Group title={t('settings:profile.about')}>
      <form className="settings-form" onSubmit={submit}>
        <Field
          label={t('common:name')}
          required
          minLength={2}
          maxLength={100}
          autoComplete="name"
          value={name}
          error={save.failure ? errorText(save.failure) : null}
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label={t('settings:profile.bio')}
          hint={t('settings:profile.bioHint')}
          maxLength={BIO_LENGTH}
          value={bio}
          onChange={(event) => setBio(event.target.value)}
        />
        <Button type="submit" variant="primary" busy={save.busy}>
          {t('common:save')}
        </Button>
      </form>
    </Group>
  );
}
