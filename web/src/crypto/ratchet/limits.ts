const DAY_MS = 24 * 60 * 60 * 1000;

/** Every bound of the protocol with its reason; the same table as in FORMATS.md, section 6. */
export const Limits = {
  /** Content of one message; padded it fills 64 KiB. Bigger things are attachments. */
  contentBytes: 65_535,
  /** Messages above these are refused before parsing: the content plus headers. */
  messageBytes: 66_560,
  preKeyMessageBytes: 68_608,
  /** Steps that one message may skip in a chain; bounds the work a forged counter causes. */
  forwardJump: 2_000,
  /** Skipped keys kept per session or sender chain, oldest out; bounds the state. */
  skippedKeys: 2_000,
  /** Skipped keys die at this age, for forward secrecy. */
  skippedKeyMs: 30 * DAY_MS,
  /** Receiving chains kept per session, oldest out; bounds the state. */
  receivingChains: 5,
  /** At this index sending fails with SESSION_EXHAUSTED, which forces a new session. */
  counter: 2 ** 31 - 1,
  /** Archived sessions per peer device, oldest out; concurrent initiation heals within it. */
  archivedSessions: 10,
  archivedSessionMs: 30 * DAY_MS,
  /** A session that was never answered is not used for sending after this: its pre-keys are gone. */
  unansweredSessionMs: 30 * DAY_MS,
  /** A fresh handshake is advised after either, because only handshakes heal post-quantum. */
  refreshMs: 7 * DAY_MS,
  refreshMessages: 1_000,
  /** Base keys remembered per last-resort key; beyond it the key must be rotated first. */
  rememberedBaseKeys: 10_000,
  devicesPerUser: 10,
  /** A sender chain is rotated after either; bounds what one leaked chain opens. */
  senderChainMessages: 1_000,
  senderChainMs: 7 * DAY_MS,
  /** Sender chains kept per sending device, for late messages around a rotation. */
  senderChains: 5,
  groupMembers: 256,
  /** What a device keeps on the server, and when it tops up. */
  oneTimeKeys: 100,
  oneTimeKeysLow: 20,
  oneTimeKemKeys: 50,
  oneTimeKemKeysLow: 10,
  /** Signed and last-resort keys are rotated after the first and their private parts deleted after the second. */
  preKeyRotationMs: 7 * DAY_MS,
  retiredPreKeyMs: 30 * DAY_MS,
  attachmentBytes: 2 ** 40,
  /** Smallest padded attachment, so that short files look alike. */
  attachmentFloor: 1_024,
  backupBytes: 16 * 1024 * 1024,
  linkFrameBytes: 1024 * 1024,
  linkMs: 2 * 60 * 1000,
} as const;
