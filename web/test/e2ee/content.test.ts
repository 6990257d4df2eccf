import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bytes } from '../../src/crypto/ratchet/bytes.ts';
import { RatchetError } from '../../src/crypto/ratchet/ratchet-error.ts';
import {
  type Content,
  decodeContent,
  decodeEnvelope,
  type EnvelopeContent,
  encodeContent,
  encodeEnvelope,
} from '../../src/e2ee/content.ts';
import { applyEvents, classified } from '../../src/sync/apply.ts';
import { type ChatRow, ENCRYPTED, type HeldMessage } from '../../src/sync/chat-row.ts';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => new Uint8Array(array) as Bytes);
const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const ref = fc.record({ user: id, device: id, uuid: bytes(16) });
const file = fc.record(
  {
    ...{ url: fc.string(), uuid: bytes(16), key: bytes(32), size: fc.nat(), hash: bytes(32) },
    ...{ name: fc.string(), type: fc.string(), duration: fc.nat() },
  },
  { requiredKeys: ['url', 'uuid', 'key', 'size', 'hash', 'name', 'type'] },
);
const content: fc.Arbitrary<Content> = fc.oneof(
  fc.record(
    {
      ...{ kind: fc.constant('message' as const), sentMs: fc.nat(), text: fc.string({ unit: 'grapheme' }) },
      ...{
        reply: ref,
        files: fc.array(file, { maxLength: 3 }),
        sticker: fc.string(),
        forwardedFrom: fc.string(),
      },
    },
    { requiredKeys: ['kind', 'sentMs', 'text', 'files'] },
  ),
  fc.record({
    ...{ kind: fc.constantFrom('edit' as const, 'reaction' as const), sentMs: fc.nat(), text: fc.string() },
    ...{ target: ref, files: fc.constant([]) },
  }),
);
const envelope: fc.Arbitrary<EnvelopeContent> = fc.oneof(
  fc.record({
    ...{ class: fc.constantFrom('content' as const, 'update' as const), chat: id, uuid: bytes(16) },
    ...{ key: bytes(32), hash: bytes(32) },
  }),
  fc.record({
    ...{ class: fc.constant('control' as const), chat: id, uuid: bytes(16) },
    control: fc.oneof(
      fc.record({ kind: fc.constant('retry' as const), message: ref }),
      fc.record({ kind: fc.constant('key' as const), message: ref, key: bytes(32), hash: bytes(32) }),
    ),
  }),
);

test('what is written is read again, and has one form only', () => {
  fc.assert(
    fc.property(content, (one) => {
      expect(decodeContent(encodeContent(one))).toEqual(one);
    }),
  );
  fc.assert(
    fc.property(envelope, (one) => {
      expect(decodeEnvelope(encodeEnvelope(one))).toEqual(one);
    }),
  );
  // A mark at the beginning of a text is part of it.
  const marked: Content = { kind: 'message', sentMs: 1, text: '\uFEFFx', files: [] };
  expect(decodeContent(encodeContent(marked))).toEqual(marked);
});

test('a changed byte is refused or reads as something else of exactly that form', () => {
  const at = fc.record({ place: fc.nat(), change: fc.integer({ min: 1, max: 255 }) });
  fc.assert(
    fc.property(content, at, (one, { place, change }) => {
      const changed = encodeContent(one);
      const where = place % changed.length;
      changed[where] = (changed[where] ?? 0) ^ change;
      try {
        expect(encodeContent(decodeContent(changed))).toEqual(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(RatchetError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a kind that is not known yet asks for a newer version', () => {
  const later = encodeContent({ kind: 'message', sentMs: 1, text: '', files: [] });
  later[1] = 9;
  expect(() => decodeContent(later)).toThrow(expect.objectContaining({ reason: 'UNSUPPORTED_VERSION' }));
});

test('an encrypted message counts once it is known to be one, an update never', () => {
  const row = {
    ...{ id: 5, me: 1, position: { epoch: 1, seq: 0 }, parts: [], last: null, last_msg_seq: 0, read_seq: 0 },
    counts: { at: 0, unread: 0, mentions: 0, deltas: [] },
  } as unknown as ChatRow;
  const event = (seq: number) => ({
    ...{ type: 'message:new', chat: 5, seq, epoch: 1 },
    data: { message: { seq, sender_id: 2, message_type: ENCRYPTED, deleted: false, mentions: [] } as never },
  });
  const { row: told, put } = applyEvents(row, [event(1), event(2)], new Map(), 1);
  expect(told.counts.deltas.map(({ unread }) => unread)).toEqual([0, 0]);
  const [first, second] = [...put.values()] as [HeldMessage, HeldMessage];
  const known = classified(classified(told, first, 'content'), second, 'update');
  expect(known.counts.deltas.map(({ unread }) => unread)).toEqual([1, 0]);
  expect(known.last_msg_seq).toBe(1);
  expect(classified(known, first, 'content')).toEqual(known);
});
