import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ApiError } from '../../api/error.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, PasswordField } from '../../ui/Field.tsx';
import { useAction } from '../../ui/useAction.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { register } from './session.ts';

/** Making an account; the mailed code is asked for next. */
export function Register() {
  const { t } = useTranslation(['auth', 'common']);
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [invite, setInvite] = useState(() => new URLSearchParams(location.search).get('invite') ?? '');
  const [needsInvite, setNeedsInvite] = useState(invite !== '');
  const action = useAction(async () => {
    try {
      await register(name.trim(), email.trim(), password, invite.trim());
      go('/confirm', { state: { email: email.trim() } });
    } catch (failure) {
      if (failure instanceof ApiError && failure.code.startsWith('registration_invite')) setNeedsInvite(true);
      throw failure;
    }
  });
  return (
    <AuthFrame
      title={t('auth:registerTitle')}
      footer={
        <Button variant="ghost" onClick={() => go('/')}>
          {t('auth:toSignIn')}
        </Button>
      }
    >
      <AuthForm action={action} submitLabel={t('auth:register')} onSubmit={() => void action.run()}>
        <Field
          label={t('common:name')}
          hint={t('auth:nameHint')}
          name="name"
          autoComplete="name"
          minLength={2}
          maxLength={100}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('common:email')}
          name="email"
          type="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={t('common:password')}
          hint={t('auth:passwordHint')}
          showLabel={t('common:showPassword')}
          hideLabel={t('common:hidePassword')}
          name="password"
          autoComplete="new-password"
          minLength={6}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {needsInvite && (
          <Field
            label={t('auth:invite')}
            autoComplete="off"
            value={invite}
            onChange={(event) => setInvite(event.target.value)}
          />
        )}
      </AuthForm>
    </AuthFrame>
  );
}
