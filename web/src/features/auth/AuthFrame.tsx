import { Languages } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { accounts } from '../../api/accounts.ts';
import { chooseLanguage, language } from '../../locales/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Logo } from '../../ui/Logo.tsx';
import './auth.css';

interface AuthFrameProps {
  title: string;
  text?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}

/** The page around everything that happens before signing in. */
export function AuthFrame({ title, text, children, footer }: AuthFrameProps) {
  const { t } = useTranslation('auth');
  const [, go] = useLocation();
  const { active } = accounts();
  return (
    <div className="auth">
      <div className="auth-sky" aria-hidden="true" />
      <main className="auth-card" id="content">
        <header className="auth-brand">
          <Logo />
          <p>{t('tagline')}</p>
        </header>
        <h1>{title}</h1>
        {text && <p className="auth-text">{text}</p>}
        {children}
        {footer && <div className="auth-footer">{footer}</div>}
        {active && (
          <Button variant="secondary" onClick={() => go('~/')}>
            {t('backToAccount', { name: active.name })}
          </Button>
        )}
        {!isSecureContext && (
          <p className="auth-warning" role="note">
            {t('insecure')}
          </p>
        )}
      </main>
      <div className="auth-language">
        <Button
          variant="ghost"
          icon={Languages}
          lang={language() === 'ru' ? 'en' : 'ru'}
          onClick={() => void chooseLanguage(language() === 'ru' ? 'en' : 'ru')}
        >
          {language() === 'ru' ? 'English' : 'Русский'}
        </Button>
      </div>
    </div>
  );
}
