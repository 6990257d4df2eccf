import { KeyRound, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownDevice } from '../../e2ee/desk.ts';
import { timesIn } from '../../lib/time.ts';
import type { Client } from '../../store/client.ts';
import { useCurrentClient, useOfClient } from '../../store/current-client.ts';
import { told } from '../../store/told.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Row } from '../../ui/Row.tsx';
import { useChange } from '../../ui/useChange.ts';
import { Group } from './Group.tsx';

/** All devices that can read the account's encrypted chats; the user is told of new ones and can take any away. */
export function EncryptionDevices() {
  const { t } = useTranslation('encryption');
  const client = useCurrentClient();
  const state = useOfClient('encryption', (now) => now.encryption, null);
  const [devices, setDevices] = useState<readonly ShownDevice[]>([]);
  const [removing, setRemoving] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever encryption tells something
  useEffect(() => {
    let late = false;
    void client?.service.ownDevices().then((now) => late || setDevices((before) => merged(before, now)));
    return () => {
      late = true;
    };
  }, [client, state]);
  if (!client) return null;
  return (
    <Group title={t('settings.devices')} hint={t('settings.devicesHint')}>
      {devices.some(({ isNew }) => isNew) && <p role="alert">{t('settings.newDevice')}</p>}
      {devices.map((device) => (
        <Device key={device.device} device={device} onRemove={() => setRemoving(device.device)} />
      ))}
      {removing !== null && <Remove client={client} device={removing} onClose={() => setRemoving(null)} />}
    </Group>
  );
}

/** What was new when the page was opened stays marked so while it is looked at. */
function merged(before: readonly ShownDevice[], now: readonly ShownDevice[]): readonly ShownDevice[] {
  return now.map((device) => ({
    ...device,
    isNew: device.isNew || before.some((old) => old.device === device.device && old.isNew),
  }));
}

function Device({ device, onRemove }: { device: ShownDevice; onRemove: () => void }) {
  const { t, i18n } = useTranslation('encryption');
  const note = device.current ? t('settings.current') : device.isNew ? t('settings.new') : null;
  return (
    <Row
      icon={KeyRound}
      title={
        <>
          {t('settings.device', { number: device.device })} {note && <Badge>{note}</Badge>}
        </>
      }
      detail={t('settings.since', { time: timesIn(i18n.language).whole(device.created) })}
      trail={
        device.current ? undefined : (
          <IconButton icon={Trash2} label={t('settings.remove')} onClick={onRemove} />
        )
      }
    />
  );
}

function Remove({ client, device, onClose }: { client: Client; device: number; onClose: () => void }) {
  const { t } = useTranslation(['encryption', 'common']);
  const change = useChange();
  const remove = () =>
    void change(() => told(client.service.removeDevice(device)), t('settings.removed_toast')).then(onClose);
  return (
    <Dialog
      title={t('settings.removeTitle', { number: device })}
      closeLabel={t('common:close')}
      onClose={onClose}
      actions={
        <Button variant="danger" onClick={remove}>
          {t('settings.remove')}
        </Button>
      }
    >
      <p>{t('settings.removeText')}</p>
    </Dialog>
  );
}
