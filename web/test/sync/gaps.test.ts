import { expect, test } from 'vitest';
import { ApiError, networkError } from '../../src/api/error.ts';
import { Gaps } from '../../src/sync/gaps.ts';
import type { Synced, SyncRequest } from '../../src/sync/protocol.ts';

const AT = { epoch: 1, seq: 4 };

function asking() {
  const asked: SyncRequest[] = [];
  const answers: { answer: () => void; fail: (error: unknown) => void }[] = [];
  let refused = 0;
  const gaps = new Gaps({
    ask: (request) => {
      asked.push(request);
      return new Promise<Synced>((go, fail) => {
        answers.push({ answer: () => go({} as Synced), fail });
      });
    },
    take: async () => undefined,
    refused: () => {
      refused += 1;
    },
  });
  return { gaps, asked, answers, refused: () => refused };
}

test('what is found to be missing while a question is under way is asked next, at once', async () => {
  const { gaps, asked, answers } = asking();
  const healed = gaps.heal({ chats: { 1: AT } });
  await gaps.heal({ chats: { 2: AT } });
  await gaps.heal({ user: AT });
  expect(asked).toEqual([{ chats: { 1: AT } }]);

  answers[0]?.answer();
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]).toEqual({ chats: { 2: AT }, user: AT });
  answers[1]?.answer();
  await healed;
  expect(asked).toHaveLength(2);
});

test('a lost line is left to the next connection, a refusal is told', async () => {
  const { gaps, asked, answers, refused } = asking();
  const lost = gaps.heal({ chats: { 1: AT } });
  answers[0]?.fail(networkError('lost'));
  await lost;
  expect(refused()).toBe(0);

  const wrong = gaps.heal({ chats: { 2: AT } });
  answers[1]?.fail(new ApiError(400, 'bad', ''));
  await wrong;
  expect(refused()).toBe(1);
  expect(asked).toHaveLength(2);
});
