import { expect, test } from 'vitest';
import { scaleTop } from '../../src/features/admin/series.ts';
import { backgroundOf, reelsOf, type Story, startOf, step } from '../../src/features/stories/model.ts';
import { ago } from '../../src/lib/ago.ts';
import { browserOf } from '../../src/lib/browser-name.ts';
import { formatBytes } from '../../src/lib/bytes.ts';

function story(id: number, user: number, viewed: boolean): Story {
  return {
    id,
    user_id: user,
    user_name: `#${user}`,
    user_avatar: null,
    type: 'text',
    content_url: null,
    text: `${id}`,
    background: null,
    created_at: '',
    expires_at: '',
    viewed,
    views: null,
  };
}

const reels = reelsOf([story(9, 3, true), story(8, 2, false), story(7, 1, false), story(6, 2, true)], 1);

test('the own stories come first, then what is new; each is watched from its oldest', () => {
  expect(reels.map(({ userId }) => userId)).toEqual([1, 2, 3]);
  expect(reels[1]?.stories.map(({ id }) => id)).toEqual([6, 8]);
  expect(startOf(reels, 1)).toEqual({ reel: 1, story: 1 });
  expect(startOf(reels, 2)).toEqual({ reel: 2, story: 0 });
});

test('watching goes over the ends of reels and ends after the last', () => {
  expect(step(reels, { reel: 0, story: 0 }, 1)).toEqual({ reel: 1, story: 0 });
  expect(step(reels, { reel: 2, story: 0 }, -1)).toEqual({ reel: 1, story: 1 });
  expect(step(reels, { reel: 2, story: 0 }, 1)).toBeNull();
  expect(step(reels, { reel: 0, story: 0 }, -1)).toBeNull();
});

test('a background is a colour, whatever another client wrote', () => {
  expect(backgroundOf('#1f4fbf')).toBe('#1f4fbf');
  for (const other of [null, 'gradient-1', 'url(x)', '#12'])
    expect(backgroundOf(other)).toMatch(/^#[0-9a-f]{6}$/);
});

test('the top of a scale is a round number not below its values', () => {
  for (const [largest, top] of [
    [0, 4],
    [3, 4],
    [7, 10],
    [13, 20],
    [51, 100],
    [400, 400],
  ] as const) {
    expect(scaleTop([1, largest]), `${largest}`).toBe(top);
  }
});

test('times past and browsers are told in words', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  expect(ago('2026-11-25T11:55:00Z', 'en', now)).toMatch(/^5 min\.? ago$/);
  expect(ago('2026-11-25T12:00:30Z', 'en', now)).toBe('now');
  expect(ago('2026-11-23T12:00:00Z', 'ru', now)).toBe('позавчера');
  const chrome = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';
  expect(browserOf(chrome)).toEqual({ name: 'Chrome · Android', phone: true });
  expect(browserOf('curl/8.1').name).toBe('curl');
});

test('sizes are told in the largest unit that fits', () => {
  expect(formatBytes(0, 'en')).toBe('0 byte');
  expect(formatBytes(1536, 'en')).toBe('1.5 kB');
  expect(formatBytes(20 * 1024 * 1024, 'en')).toBe('20 MB');
  expect(formatBytes(3 * 1024 ** 3, 'ru')).toBe('3 ГБ');
});
