import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { encryptsByDefault, setEncryptsByDefault } from '../../lib/encrypt-by-default.ts';
import { useCurrentClient, useOfClient } from '../../store/current-client.ts';
import { Switch } from '../../ui/Switch.tsx';
import { AdmitDevice } from './AdmitDevice.tsx';
import { EncryptionBackup } from './EncryptionBackup.tsx';
import { EncryptionDevices } from './EncryptionDevices.tsx';
import { Group } from './Group.tsx';
import { JoinEncryption } from './JoinEncryption.tsx';

/** This browser as an encryption device, the other devices, and what new chats are. */
export function Encryption() {
  const { t } = useTranslation('encryption');
  const state = useOfClient('encryption', (client) => client.encryption.device, 'unknown');
  const [byDefault, setByDefault] = useState(encryptsByDefault());
  const shown = crypto.subtle === undefined ? 'unsupported' : state;
  const choose = (on: boolean) => {
    setEncryptsByDefault(on);
    setByDefault(on);
  };
  return (
    <>
      <Group title={t('settings.state')}>
        <p>{t(`settings.${shown}`)}</p>
        {shown === 'ready' && <Unreadable />}
      </Group>
      {shown === 'unlinked' || shown === 'removed' ? <JoinEncryption /> : null}
      {shown === 'ready' && (
        <>
          <EncryptionDevices />
          <AdmitDevice />
          <EncryptionBackup />
        </>
      )}
      <Group title={t('switch')}>
        <Switch
          label={t('settings.defaultOn')}
          hint={t('settings.defaultHint')}
          checked={byDefault}
          onChange={choose}
        />
      </Group>
    </>
  );
}

/** What only this browser can know: how much of what came could not be read here. */
function Unreadable() {
  const { t } = useTranslation('encryption');
  const client = useCurrentClient();
  const state = useOfClient('encryption', (now) => now.encryption, null);
  const [count, setCount] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever encryption tells something
  useEffect(() => {
    void client?.service.unreadableMessages().then(setCount);
  }, [client, state]);
  return count === null ? null : <p>{t('settings.unreadable', { count })}</p>;
}
