import type { Account } from '../api/accounts.ts';
import { Logo } from '../ui/Logo.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { ListSlot } from './slots.tsx';

/** The left column of the chats: whose it is, stories, and the list. */
export function ChatsColumn({ account, chat }: { account: Account; chat: number | null }) {
  return (
    <>
      <header className="column-header">
        <AccountMenu account={account} />
        <h1 className="column-brand">
          <Logo small />
        </h1>
      </header>
      <ListSlot account={account} chat={chat} />
    </>
  );
}
