import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Account, deviceId, updateAccount } from '../../api/accounts.ts';
import { http } from '../../api/current.ts';
import { CodeInput } from '../../ui/CodeInput.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { ActionForm } from './ActionForm.tsx';
import { Group } from './Group.tsx';
import { Password } from './Password.tsx';
import { Totp } from './Totp.tsx';

/** Password, address and the second factor. */
export function Security({ account }: { account: Account }) {
  return (
    <>
      <Totp />
      <ChangePassword account={account} />
      <ChangeEmail account={account} />
    </>
  );
}

function ChangePassword({ account }: { account: Account }) {
  const { t } = useTranslation('settings');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const action = useAction(async () => {
    const body = { currentPassword: current, newPassword: next, deviceId: deviceId() };
    const { token } = await http.put('/api/account/password', { body });
    updateAccount(account.id, { token });
    setCurrent('');
    setNext('');
    toast(t('security.passwordChanged'), { kind: 'success' });
  });
  return (
    <Group title={t('security.password')} hint={t('security.passwordHint')}>
      <ActionForm
        action={action}
        submitLabel={t('security.changePassword')}
        onSubmit={() => void action.run()}
      >
        <Password label={t('security.currentPassword')} value={current} onChange={setCurrent} />
        <Password label={t('security.newPassword')} value={next} onChange={setNext} fresh />
      </ActionForm>
    </Group>
  );
}

function ChangeEmail({ account }: { account: Account }) {
  const { t } = useTranslation(['settings', 'common']);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const ask = useAction(async () => {
    await http.post('/api/account/email', { body: { email: email.trim(), password } });
    setCode('');
    setPassword('');
  });
  const confirm = useAction(async (digits: string) => {
    await http.post('/api/account/email/confirm', { body: { code: digits } });
    updateAccount(account.id, { email: email.trim() });
    setCode(null);
    setEmail('');
    toast(t('settings:security.emailChanged'), { kind: 'success' });
  });
  return (
    <Group
      title={t('settings:security.email')}
      hint={t('settings:security.emailNow', { email: account.email })}
    >
      {code === null ? (
        <ActionForm
          action={ask}
          submitLabel={t('settings:security.sendCode')}
          onSubmit={() => void ask.run()}
        >
          <Field
            label={t('settings:security.newEmail')}
            type="email"
            autoComplete="email"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Password label={t('settings:security.currentPassword')} value={password} onChange={setPassword} />
        </ActionForm>
      ) : (
        <ActionForm
          action={confirm}
          submitLabel={t('common:continue')}
          onSubmit={() => void confirm.run(code)}
        >
          <p>{t('settings:security.emailCode', { email })}</p>
          <CodeInput
            label={t('common:code')}
            boxLabel={(digit) => t('common:codeDigit', { digit })}
            value={code}
            onChange={setCode}
            onComplete={(digits) => void confirm.run(digits)}
            wrong={confirm.failure !== null}
          />
        </ActionForm>
      )}
    </Group>
  );
}
