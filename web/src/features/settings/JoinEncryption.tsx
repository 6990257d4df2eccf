import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../locales/error-text.ts';
import { useCurrentClient } from '../../store/current-client.ts';
import { told } from '../../store/told.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { ActionForm } from './ActionForm.tsx';
import { Group } from './Group.tsx';
import { Password } from './Password.tsx';

/** How a browser becomes a further device: by another device's camera, or by the backup. */
export function JoinEncryption() {
  return (
    <>
      <Link />
      <Restore />
      <StartOver />
    </>
  );
}

function Link() {
  const { t } = useTranslation('encryption');
  const client = useCurrentClient();
  const [code, setCode] = useState<string | null>(null);
  const [digits, setDigits] = useState<string | null>(null);
  useEffect(() => () => void client?.service.linkStop().catch(() => undefined), [client]);
  const action = useAction(async () => {
    if (!client) return;
    setDigits(null);
    setCode(await told(client.service.linkInvite()));
    setDigits(await told(client.service.linkDigits()));
    await told(client.service.linkFinish());
    toast(t('link.done'), { kind: 'success' });
  });
  return (
    <Group title={t('link.title')} hint={t('link.hint')}>
      {action.failure !== null && <p role="alert">{errorText(action.failure)}</p>}
      {code && action.busy && digits === null && (
        <>
          <QrCode text={code} label={t('link.qr')} />
          <Field label={t('link.text')} readOnly value={code} />
        </>
      )}
      {digits && action.busy ? (
        <p role="status">
          {t('link.compare')} <output className="recovery-code">{digits}</output>
        </p>
      ) : null}
      {!action.busy && <Button onClick={() => void action.run()}>{t('link.show')}</Button>}
    </Group>
  );
}

function Restore() {
  const { t } = useTranslation('encryption');
  const client = useCurrentClient();
  const [secret, setSecret] = useState('');
  const action = useAction(async () => {
    if (client) await told(client.service.restoreBackup(secret));
    toast(t('backup.restored'), { kind: 'success' });
  });
  return (
    <Group title={t('backup.restoreTitle')} hint={t('backup.restoreHint')}>
      <ActionForm action={action} submitLabel={t('backup.restore')} onSubmit={() => void action.run()}>
        <Field
          label={t('backup.secret')}
          autoComplete="off"
          value={secret}
          onChange={({ target }) => setSecret(target.value)}
        />
      </ActionForm>
    </Group>
  );
}

/** The last resort of somebody who has neither a device nor a backup left. */
function StartOver() {
  const { t } = useTranslation('encryption');
  const client = useCurrentClient();
  const [password, setPassword] = useState('');
  const action = useAction(async () => {
    if (client) await told(client.service.startOver(password));
  });
  return (
    <Group title={t('anew.title')} hint={t('anew.hint')}>
      <ActionForm action={action} danger submitLabel={t('anew.begin')} onSubmit={() => void action.run()}>
        <Password label={t('backup.password')} value={password} onChange={setPassword} />
      </ActionForm>
    </Group>
  );
}
