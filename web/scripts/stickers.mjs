import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

// Draws the server's sticker pack as WebP: the drawings of docs/stickers and those below. Run by hand after a change:
// node scripts/stickers.mjs
const drawn = fileURLToPath(new URL('../../docs/stickers/', import.meta.url));
const folder = fileURLToPath(new URL('../../server/src/main/resources/stickers/', import.meta.url));
const SIZE = 384;

const eyes = {
  dots: '<circle cx="150" cy="180" r="16" fill="#1b1033"/><circle cx="234" cy="180" r="16" fill="#1b1033"/><circle cx="156" cy="174" r="5" fill="#fff"/><circle cx="240" cy="174" r="5" fill="#fff"/>',
  arcs: '<path d="M130 186q20-28 40 0M214 186q20-28 40 0" stroke="#1b1033" stroke-width="11" fill="none" stroke-linecap="round"/>',
  shut: '<path d="M130 180q20 24 40 0M214 180q20 24 40 0" stroke="#1b1033" stroke-width="11" fill="none" stroke-linecap="round"/>',
  hearts: [150, 234]
    .map(
      (x) =>
        `<path transform="translate(${x - 26} 152)" d="M26 48C-8 22 4-4 26 12 48-4 60 22 26 48z" fill="#ff3b6b"/>`,
    )
    .join(''),
  wide: '<circle cx="150" cy="176" r="24" fill="#fff"/><circle cx="234" cy="176" r="24" fill="#fff"/><circle cx="150" cy="176" r="12" fill="#1b1033"/><circle cx="234" cy="176" r="12" fill="#1b1033"/>',
  angry:
    '<path d="M122 150l48 20M262 150l-48 20" stroke="#1b1033" stroke-width="12" stroke-linecap="round"/><circle cx="152" cy="188" r="14" fill="#1b1033"/><circle cx="232" cy="188" r="14" fill="#1b1033"/>',
  glasses:
    '<path d="M108 158h168v14q-4 46-46 46-34 0-38-40-4 40-38 40-42 0-46-46z" fill="#1b1033"/><path d="M124 170l30 34M212 170l30 34" stroke="#6d5cff" stroke-width="8" opacity=".7"/>',
  wink: '<circle cx="150" cy="180" r="16" fill="#1b1033"/><circle cx="156" cy="174" r="5" fill="#fff"/><path d="M214 184q20-22 40 0" stroke="#1b1033" stroke-width="11" fill="none" stroke-linecap="round"/>',
};
const mouths = {
  smile:
    '<path d="M146 226q46 52 92 0" stroke="#1b1033" stroke-width="11" fill="none" stroke-linecap="round"/>',
  laugh:
    '<path d="M140 222h104q-6 62-52 62t-52-62z" fill="#1b1033"/><path d="M160 262q32-22 64 0-12 20-32 20t-32-20z" fill="#ff5c8a"/>',
  wow: '<ellipse cx="192" cy="246" rx="24" ry="32" fill="#1b1033"/>',
  sad: '<path d="M150 256q42-44 84 0" stroke="#1b1033" stroke-width="11" fill="none" stroke-linecap="round"/><path d="M250 206q22 34 0 44-22-10 0-44z" fill="#5fc8ff"/>',
  flat: '<path d="M156 246h72" stroke="#1b1033" stroke-width="11" stroke-linecap="round"/>',
  side: '<path d="M158 238q48 26 76-14" stroke="#1b1033" stroke-width="11" fill="none" stroke-linecap="round"/>',
};

const body = (hue, face) => `
  <defs>
    <radialGradient id="p" cx=".35" cy=".3" r=".9"><stop offset="0" stop-color="hsl(${hue} 100% 82%)"/><stop offset=".55" stop-color="hsl(${hue} 85% 62%)"/><stop offset="1" stop-color="hsl(${hue + 25} 75% 38%)"/></radialGradient>
    <linearGradient id="r" x1="0" x2="1"><stop offset="0" stop-color="#ffd76a"/><stop offset="1" stop-color="#ff7ad9"/></linearGradient>
  </defs>
  <path class="ring" transform="rotate(-14 192 252)" d="M16 252A176 38 0 0 1 368 252" fill="none" stroke="url(#r)" stroke-width="16" opacity=".6"/>
  <circle cx="192" cy="200" r="128" fill="url(#p)" stroke="#fff" stroke-width="12"/>
  <circle cx="110" cy="136" r="16" fill="#fff" opacity=".28"/><circle cx="262" cy="276" r="22" fill="#000" opacity=".1"/><circle cx="118" cy="268" r="12" fill="#000" opacity=".1"/>
  <ellipse cx="118" cy="222" rx="20" ry="12" fill="#ff5c8a" opacity=".45"/><ellipse cx="266" cy="222" rx="20" ry="12" fill="#ff5c8a" opacity=".45"/>
  ${face}
  <path class="ring" transform="rotate(-14 192 252)" d="M16 252A176 38 0 0 0 368 252" fill="none" stroke="url(#r)" stroke-width="16" stroke-linecap="round"/>`;

const star = (points, cx, cy, outer, inner) =>
  Array.from({ length: points * 2 }, (_, i) => {
    const [r, a] = [i % 2 ? inner : outer, (Math.PI * i) / points - Math.PI / 2];
    return `${cx + r * Math.cos(a)},${cy + r * Math.sin(a)}`;
  }).join(' ');

const drawings = {
  happy: body(262, eyes.arcs + mouths.laugh),
  love: body(330, eyes.hearts + mouths.smile),
  wow: body(190, eyes.wide + mouths.wow),
  sad: body(214, eyes.dots + mouths.sad),
  angry: body(4, eyes.angry + mouths.flat),
  sleep: `${body(240, eyes.shut + mouths.wow)}<text x="286" y="96" font-family="sans-serif" font-weight="800" font-size="64" fill="#fff" stroke="#6d5cff" stroke-width="4">z</text><text x="330" y="58" font-family="sans-serif" font-weight="800" font-size="44" fill="#fff" stroke="#6d5cff" stroke-width="3">z</text>`,
  cool: body(160, eyes.glasses + mouths.side),
  wink: body(36, eyes.wink + mouths.smile),
  rocket: `<g transform="rotate(38 192 192)"><path d="M150 300q-10 60 42 82 52-22 42-82z" fill="#ff9d2e"/><path d="M168 300q-4 36 24 54 28-18 24-54z" fill="#ffe066"/><path d="M134 220l-46 64 8 36 44-26zM250 220l46 64-8 36-44-26z" fill="#ff4d7d" stroke="#fff" stroke-width="10" stroke-linejoin="round"/><path d="M192 20c64 58 76 150 56 284H136C116 170 128 78 192 20z" fill="#f4f0ff" stroke="#fff" stroke-width="12" stroke-linejoin="round"/><path d="M192 20c30 28 48 62 56 100H136c8-38 26-72 56-100z" fill="#7c4dff"/><circle cx="192" cy="182" r="38" fill="#2ad4ff" stroke="#5b2bc7" stroke-width="12"/><circle cx="180" cy="170" r="10" fill="#fff" opacity=".8"/></g>`,
  star: `<polygon points="${star(5, 192, 200, 168, 84)}" fill="#ffd23f" stroke="#fff" stroke-width="22" stroke-linejoin="round"/><polygon points="${star(5, 192, 200, 150, 76)}" fill="#ffc21a" stroke="#ffc21a" stroke-width="20" stroke-linejoin="round"/><g transform="translate(0 14)">${eyes.arcs}${mouths.smile}</g>`,
  comet: `<path d="M30 60l190 110-50 70z" fill="#ff7ad9" opacity=".7"/><path d="M80 20l160 130-40 60z" fill="#ffd76a" opacity=".8"/><g transform="translate(70 70) scale(.82)">${body(190, eyes.wink + mouths.laugh).replace(/<path class="ring"[^>]*>/g, '')}</g>`,
  moon: `<path d="M250 46A158 158 0 1 0 338 262 128 128 0 0 1 250 46z" fill="#ffe9a8" stroke="#fff" stroke-width="14" stroke-linejoin="round"/><g transform="translate(-46 30) scale(.9)">${eyes.shut}${mouths.smile}</g><polygon points="${star(4, 300, 110, 38, 12)}" fill="#fff6c9"/><polygon points="${star(4, 340, 190, 22, 8)}" fill="#fff6c9"/>`,
};

const sources = new Map(
  Object.entries(drawings).map(([name, drawing]) => [
    name,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 384 384" width="${SIZE}" height="${SIZE}">${drawing}</svg>`,
  ]),
);
for (const file of readdirSync(drawn).filter((name) => name.endsWith('.svg'))) {
  sources.set(file.slice(0, -'.svg'.length), readFileSync(drawn + file, 'utf8'));
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
for (const [name, svg] of sources) {
  const bytes = await page.evaluate(
    async ([source, size]) => {
      const image = new Image();
      image.src = `data:image/svg+xml;utf8,${encodeURIComponent(source)}`;
      await image.decode();
      const canvas = new OffscreenCanvas(size, size);
      canvas.getContext('2d').drawImage(image, 0, 0, size, size);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.86 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [svg, SIZE],
  );
  writeFileSync(`${folder}${name}.webp`, Buffer.from(bytes));
}
await browser.close();
