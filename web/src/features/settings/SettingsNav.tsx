import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Account } from '../../api/accounts.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Row } from '../../ui/Row.tsx';
import { SECTIONS, type Section } from './sections.ts';
import './settings.css';

/** Whose settings these are, and their pages. */
export function SettingsNav({ account, section }: { account: Account; section: Section | null }) {
  const { t } = useTranslation('settings');
  const [, go] = useLocation();
  return (
    <div className="settings-nav">
      <div className="settings-self">
        <Avatar id={account.id} name={account.name} picture={account.avatar} size="l" />
        <div className="settings-self-text">
          <strong className="truncate">{account.name}</strong>
          <span className="truncate">{account.email}</span>
        </div>
      </div>
      <ul>
        {SECTIONS.map(({ id, icon }) => (
          <li key={id}>
            <Row
              icon={icon}
              title={t(`sections.${id}`)}
              detail={t(`details.${id}`)}
              selected={id === section}
              onClick={() => go(`/settings/${id}`)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
