import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

export type Message = Schemas['Message'];
export type ListedChat = Schemas['ListedChat'];
export type WholeChat = Schemas['WholeChat'];
export type Participant = WholeChat['participants'][number];
export type Profile = Schemas['Profile'];
export type Account = Schemas['Account'];
export type FoundMessage = Schemas['FoundMessage'];
export type UploadedFile = Schemas['UploadedFile'];
export type Invite = Schemas['Invite'];
export type Role = Schemas['Chat']['role'];

/** The fields of a message that its sender chooses. */
export type Sendable = Schemas['Draft'];
