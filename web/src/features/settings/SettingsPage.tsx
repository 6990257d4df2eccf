import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../api/accounts.ts';
import { Data } from './Data.tsx';
import { Encryption } from './Encryption.tsx';
import { Look } from './Look.tsx';
import { Notifications } from './Notifications.tsx';
import { Privacy } from './Privacy.tsx';
import { Profile } from './Profile.tsx';
import { Security } from './Security.tsx';
import { Sessions } from './Sessions.tsx';
import type { Section } from './sections.ts';
import './settings.css';

const PAGES: Record<Section, (props: { account: Account }) => ReactNode> = {
  profile: Profile,
  look: Look,
  notifications: Notifications,
  privacy: Privacy,
  security: Security,
  encryption: Encryption,
  sessions: Sessions,
  data: Data,
};

/** One page of the settings. */
export function SettingsPage({
  account,
  section,
  back,
}: {
  account: Account;
  section: Section;
  back: ReactNode;
}) {
  const { t } = useTranslation('settings');
  const Page = PAGES[section];
  return (
    <>
      <header className="column-header">
        {back}
        <h2 className="column-title">{t(`sections.${section}`)}</h2>
      </header>
      <div className="settings-page" key={section}>
        <Page account={account} />
      </div>
    </>
  );
}
