import type { Account } from '../api/accounts.ts';
import { StoriesRow } from '../features/stories/StoriesRow.tsx';
import { Logo } from '../ui/Logo.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { ConnectionBanner, NotifyBanner } from './Banners.tsx';
import { ListSlot, useStoryNews } from './slots.tsx';

/** The left column of the chats: whose it is, stories, and the list. */
export function ChatsColumn({ account, chat }: { account: Account; chat: number | null }) {
  const news = useStoryNews();
  return (
    <>
      <header className="column-header">
        <AccountMenu account={account} />
        <h1 className="column-brand">
          <Logo small />
        </h1>
      </header>
      <ConnectionBanner />
      <NotifyBanner />
      <StoriesRow account={account} news={news} />
      <ListSlot account={account} chat={chat} />
    </>
  );
}
