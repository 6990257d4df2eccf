import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../api/accounts.ts';
import { Audit } from './Audit.tsx';
import { Devices } from './Devices.tsx';
import { Invites } from './Invites.tsx';
import { Operation } from './Operation.tsx';
import { Overview } from './Overview.tsx';
import { Reports } from './Reports.tsx';
import type { AdminSection } from './sections.ts';
import { Users } from './Users.tsx';
import './admin.css';

const PAGES: Record<AdminSection, (props: { account: Account }) => ReactNode> = {
  overview: Overview,
  users: Users,
  reports: Reports,
  devices: Devices,
  invites: Invites,
  audit: Audit,
  operation: Operation,
};

interface AdminPageProps {
  account: Account;
  section: AdminSection;
  back: ReactNode;
}

/** One page of the administration. */
export function AdminPage({ account, section, back }: AdminPageProps) {
  const { t } = useTranslation('admin');
  const Page = PAGES[section];
  return (
    <>
      <header className="column-header">
        {back}
        <h2 className="column-title">{t(`sections.${section}`)}</h2>
      </header>
      <div
        className="admin-page"
        key={section}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and some pages hold nothing to focus
        tabIndex={0}
      >
        <Page account={account} />
      </div>
    </>
  );
}
