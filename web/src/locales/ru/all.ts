import admin from './admin.json';
import auth from './auth.json';
import chats from './chats.json';
import common from './common.json';
import composer from './composer.json';
import encryption from './encryption.json';
import errors from './errors.json';
import messages from './messages.json';
import search from './search.json';
import settings from './settings.json';
import shell from './shell.json';
import stories from './stories.json';

/** All texts of this language by namespace. */
export const texts = {
  admin,
  auth,
  chats,
  common,
  composer,
  encryption,
  errors,
  messages,
  search,
  settings,
  shell,
  stories,
};
