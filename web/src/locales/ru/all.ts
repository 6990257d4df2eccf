import admin from './admin.json';
import auth from './auth.json';
import common from './common.json';
import errors from './errors.json';
import settings from './settings.json';
import shell from './shell.json';
import stories from './stories.json';

/** All texts of this language by namespace. */
export const texts = { admin, auth, common, errors, settings, shell, stories };
