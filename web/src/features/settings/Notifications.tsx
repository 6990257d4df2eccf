import { useTranslation } from 'react-i18next';
import { canPush } from '../../store/push.ts';
import { allowNotifications, notificationState, setNotifying, useNotifying } from '../../ui/notify.ts';
import { Switch } from '../../ui/Switch.tsx';
import { Group } from './Group.tsx';
import { PushLog } from './PushLog.tsx';

/** Whether news is told while the page is out of sight. */
export function Notifications() {
  const { t } = useTranslation('settings');
  const on = useNotifying();
  const blocked = notificationState() === 'denied';
  const change = async (wanted: boolean) => {
    setNotifying(wanted && (await allowNotifications()));
  };
  return (
    <>
      <Group
        title={t('notifications.title')}
        hint={blocked ? t('notifications.blocked') : t('notifications.hint')}
      >
        <Switch
          label={t('notifications.show')}
          hint={t('notifications.showHint')}
          checked={on && !blocked}
          disabled={blocked}
          onChange={(wanted) => void change(wanted)}
        />
      </Group>
      {on && !blocked && canPush() && <PushLog />}
    </>
  );
}
