import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { MessageType } from '../../src/crypto/ratchet/session/session.ts';
import { end, type Person, person, receive, send, start } from './people.ts';

const text = (bytes: Bytes) => new TextDecoder().decode(bytes);

describe('a session', () => {
  let p: Primitives;
  let ada: Person;
  let bob: Person;
  beforeAll(async () => {
    p = await platformPrimitives();
    [ada, bob] = [await person(p, 1), await person(p, 2)];
  });

  test.for([
    { oneTime: true, oneTimeKem: true },
    { oneTime: false, oneTimeKem: true },
    { oneTime: false, oneTimeKem: false },
  ])('carries a conversation begun with %o', async (choice) => {
    let [a, b] = [await start(end(p, ada, bob), choice), end(p, bob, ada)];
    for (let i = 0; i < 5; i++) {
      const [sent, hello] = await send(a, utf8(`hello ${i}`));
      const [heard, said] = await receive(b, hello);
      const [answered, reply] = await send(heard, utf8(`reply ${i}`));
      const [got, back] = await receive(sent, reply);
      [a, b] = [got, answered];

      expect([text(said), text(back)]).toEqual([`hello ${i}`, `reply ${i}`]);
      expect(hello.type).toBe(i === 0 ? MessageType.PRE_KEY_MESSAGE : MessageType.MESSAGE);
    }
  });
});
