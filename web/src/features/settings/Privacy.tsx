import { Ban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import type { Profile } from '../../api/models.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import { Group } from './Group.tsx';

const AUDIENCES = ['all', 'contacts', 'nobody'] as const;
type Choice = 'who_may_add' | 'last_seen_visibility';

/** Who may see and add the account, and who is blocked. */
export function Privacy() {
  const { t } = useTranslation('settings');
  const change = useChange();
  const loaded = useLoaded((signal) => http.get('/api/account/privacy', { signal }));
  const choose = (choice: Choice, audience: (typeof AUDIENCES)[number]) =>
    change(async () => loaded.set(await http.put('/api/account/privacy', { body: { [choice]: audience } })));
  return (
    <>
      <LoadedView loaded={loaded}>
        {({ privacy }) => (
          <>
            {(['last_seen_visibility', 'who_may_add'] as const).map((choice) => (
              <Group key={choice} title={t(`privacy.${choice}`)} hint={t(`privacy.${choice}_hint`)}>
                <Segmented
                  label={t(`privacy.${choice}`)}
                  value={privacy[choice]}
                  onChange={(audience) => void choose(choice, audience)}
                  choices={AUDIENCES.map((value) => ({ value, label: t(`privacy.${value}`) }))}
                />
              </Group>
            ))}
          </>
        )}
      </LoadedView>
      <Blocked />
    </>
  );
}

function Blocked() {
  const { t } = useTranslation('settings');
  const change = useChange();
  const loaded = useLoaded((signal) => http.get('/api/blocks', { signal }));
  const unblock = ({ id, name }: Profile) =>
    change(
      async () => {
        await http.delete('/api/blocks/{userId}', { path: { userId: id } });
        loaded.reload();
      },
      t('privacy.unblocked', { name }),
    );
  return (
    <Group title={t('privacy.blocked')}>
      <LoadedView loaded={loaded}>
        {({ blocks }) =>
          blocks.length === 0 ? (
            <Empty icon={Ban} title={t('privacy.noneBlocked')}>
              {t('privacy.noneBlockedText')}
            </Empty>
          ) : (
            <ul>
              {blocks.map((person) => (
                <li key={person.id}>
                  <Row
                    lead={<Avatar id={person.id} name={person.name} picture={person.avatar} size="s" />}
                    title={person.name}
                    trail={
                      <Button variant="ghost" onClick={() => void unblock(person)}>
                        {t('privacy.unblock')}
                      </Button>
                    }
                  />
                </li>
              ))}
            </ul>
          )
        }
      </LoadedView>
    </Group>
  );
}
