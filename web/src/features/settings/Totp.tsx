import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { CodeInput } from '../../ui/CodeInput.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import { ActionForm } from './ActionForm.tsx';
import { Group } from './Group.tsx';
import { Password } from './Password.tsx';

/** The second factor: enabling it with an authenticator app, its recovery codes, disabling it. */
export function Totp() {
  const { t } = useTranslation('settings');
  const loaded = useLoaded((signal) => http.get('/api/account/totp', { signal }));
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Group title={t('security.totp')} hint={t('security.totpHint')}>
      {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
      {!codes && (
        <LoadedView loaded={loaded}>
          {({ enabled, recovery_codes_left: left }) =>
            enabled ? (
              <Enabled left={left} onDisabled={loaded.reload} />
            ) : (
              <Enable
                onEnabled={(made) => {
                  setCodes(made);
                  loaded.reload();
                }}
              />
            )
          }
        </LoadedView>
      )}
    </Group>
  );
}

function Enable({ onEnabled }: { onEnabled: (codes: readonly string[]) => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const [password, setPassword] = useState('');
  const [made, setMade] = useState<{ secret: string; uri: string } | null>(null);
  const [code, setCode] = useState('');
  const begin = useAction(async () => setMade(await http.post('/api/account/totp', { body: { password } })));
  const confirm = useAction(async (digits: string) =>
    onEnabled((await http.post('/api/account/totp/confirm', { body: { code: digits } })).recovery_codes),
  );
  if (!made) {
    return (
      <ActionForm
        action={begin}
        submitLabel={t('settings:security.totpBegin')}
        onSubmit={() => void begin.run()}
      >
        <Password label={t('settings:security.currentPassword')} value={password} onChange={setPassword} />
      </ActionForm>
    );
  }
  return (
    <ActionForm
      action={confirm}
      submitLabel={t('settings:security.totpEnable')}
      onSubmit={() => void confirm.run(code)}
    >
      <p>{t('settings:security.totpScan')}</p>
      <QrCode text={made.uri} label={t('settings:security.totpQr')} />
      <code className="totp-secret">{made.secret}</code>
      <CodeInput
        label={t('settings:security.totpCode')}
        boxLabel={(digit) => t('common:codeDigit', { digit })}
        value={code}
        onChange={setCode}
        onComplete={(digits) => void confirm.run(digits)}
        wrong={confirm.failure !== null}
      />
    </ActionForm>
  );
}

function Enabled({ left, onDisabled }: { left: number; onDisabled: () => void }) {
  const { t } = useTranslation('settings');
  const [password, setPassword] = useState('');
  const action = useAction(async () => {
    await http.delete('/api/account/totp', { body: { password } });
    toast(t('security.totpDisabled'), { kind: 'success' });
    onDisabled();
  });
  return (
    <>
      <p>
        <Badge tone="success">{t('security.totpOn')}</Badge> {t('security.codesLeft', { count: left })}
      </p>
      <ActionForm
        action={action}
        submitLabel={t('security.totpDisable')}
        danger
        onSubmit={() => void action.run()}
      >
        <Password label={t('security.currentPassword')} value={password} onChange={setPassword} />
      </ActionForm>
    </>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'));
    toast(t('common:copied'), { kind: 'success' });
  };
  return (
    <div className="settings-form">
      <p>{t('settings:security.recoveryText')}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button icon={Copy} onClick={() => void copy()}>
        {t('common:copy')}
      </Button>
      <Button variant="primary" onClick={onDone}>
        {t('settings:security.recoveryKept')}
      </Button>
    </div>
  );
}
