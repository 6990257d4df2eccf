import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../api/accounts.ts';
import { PasswordField } from '../../ui/Field.tsx';
import { useAction } from '../../ui/useAction.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { replacePassword } from './session.ts';

/** A new password for an account that was taken over with a publicly known one. */
export function ReplacePassword({ account, known }: { account: Account; known: string }) {
  const { t } = useTranslation(['auth', 'common']);
  const [password, setPassword] = useState('');
  const action = useAction(() => replacePassword(account, known, password));
  return (
    <AuthFrame title={t('auth:mustChangeTitle')} text={t('auth:mustChangeText')}>
      <AuthForm action={action} submitLabel={t('auth:setPassword')} onSubmit={() => void action.run()}>
        <PasswordField
          label={t('auth:newPassword')}
          hint={t('auth:passwordHint')}
          showLabel={t('common:showPassword')}
          hideLabel={t('common:hidePassword')}
          autoComplete="new-password"
          minLength={6}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </AuthForm>
    </AuthFrame>
  );
}
