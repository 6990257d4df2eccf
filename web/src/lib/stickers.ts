/** The pack that comes with the client, with the emoji that stands for each where pictures are not shown. */
export const STICKERS = [
  { name: 'planet-happy', emoji: '😄' },
  { name: 'planet-love', emoji: '😍' },
  { name: 'planet-wow', emoji: '😮' },
  { name: 'planet-sad', emoji: '😢' },
  { name: 'planet-angry', emoji: '😠' },
  { name: 'planet-sleepy', emoji: '😴' },
  { name: 'planet-cool', emoji: '😎' },
  { name: 'planet-wink', emoji: '😉' },
  { name: 'rocket', emoji: '🚀' },
  { name: 'star', emoji: '⭐' },
  { name: 'comet', emoji: '☄️' },
  { name: 'moon', emoji: '🌙' },
] as const;
