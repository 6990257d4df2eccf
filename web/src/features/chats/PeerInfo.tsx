import { Ban, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { errorText } from '../../locales/error-text.ts';
import { Row } from '../../ui/Row.tsx';
import { toast } from '../../ui/toasts.ts';

/** What the other one of a personal chat says about themselves, and whether one wants to hear from them. */
export function PeerInfo({ user }: { user: number }) {
  const { t } = useTranslation('chats');
  const [bio, setBio] = useState<string | null>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    let wanted = true;
    const look = async () => {
      const [profile, blocks] = await Promise.all([
        http.get('/api/users/{id}', { path: { id: user } }),
        http.get('/api/blocks'),
      ]);
      if (!wanted) return;
      setBio(profile.user.bio);
      setBlocked(blocks.blocks.some(({ id }) => id === user));
    };
    look().catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [user]);
  const run = (work: () => Promise<unknown>, done: () => void) => () =>
    void work().then(done, (error: unknown) => toast(errorText(error), { kind: 'error' }));
  const path = { userId: user };
  return (
    <section className="info-section">
      {bio && (
        <>
          <h3>{t('bio')}</h3>
          <p className="info-note" dir="auto">
            {bio}
          </p>
        </>
      )}
      <Row
        icon={UserPlus}
        title={t('addContact')}
        onClick={run(
          () => http.post('/api/contacts/add', { body: { userId: user } }),
          () => toast(t('contactAdded'), { kind: 'success' }),
        )}
      />
      {blocked ? (
        <Row
          icon={Ban}
          title={t('unblock')}
          onClick={run(
            () => http.delete('/api/blocks/{userId}', { path }),
            () => setBlocked(false),
          )}
        />
      ) : (
        <Row
          icon={Ban}
          danger
          title={t('block')}
          onClick={run(
            () => http.post('/api/blocks/{userId}', { path }),
            () => setBlocked(true),
          )}
        />
      )}
    </section>
  );
}
