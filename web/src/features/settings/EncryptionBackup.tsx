import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Wrapping } from '../../e2ee/backup.ts';
import { useCurrentClient } from '../../store/current-client.ts';
import { told } from '../../store/told.ts';
import { Button } from '../../ui/Button.tsx';
import { useAction } from '../../ui/useAction.ts';
import { ActionForm } from './ActionForm.tsx';
import { Group } from './Group.tsx';
import { Password } from './Password.tsx';

interface State {
  readonly code: boolean;
  readonly passphrase: boolean;
  readonly here: boolean;
}

/** A copy of account key and message keys at the server, which only a code or a passphrase opens. */
export function EncryptionBackup() {
  const { t } = useTranslation('encryption');
  const client = useCurrentClient();
  const [state, setState] = useState<State | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [password, setPassword] = useState('');
  const load = () => void client?.service.backupState().then(setState, () => undefined);
  useEffect(load, [client]);
  const foreign = state !== null && !state.here;
  const action = useAction(async (wrapping: Wrapping) => {
    if (!client) return;
    setCode(await told(client.service.makeBackup(wrapping, foreign ? password : null)));
    setPassphrase('');
    load();
  });
  return (
    <Group title={t('backup.title')} hint={t('backup.hint')}>
      <p>{t(state === null ? 'backup.none' : foreign ? 'backup.foreign' : 'backup.there')}</p>
      {foreign && <Password label={t('backup.password')} value={password} onChange={setPassword} />}
      <Button busy={action.busy} onClick={() => void action.run({ kind: 'code' })}>
        {t('backup.makeCode')}
      </Button>
      {code && (
        <>
          <p role="status">{t('backup.codeHint')}</p>
          <output className="recovery-code" aria-label={t('backup.code')}>
            {code}
          </output>
        </>
      )}
      <ActionForm
        action={action}
        submitLabel={t('backup.makePassphrase')}
        onSubmit={() => void action.run({ kind: 'passphrase', passphrase })}
      >
        <Password label={t('backup.passphrase')} value={passphrase} onChange={setPassphrase} fresh />
        <p>{t('backup.passphraseHint')}</p>
      </ActionForm>
    </Group>
  );
}
