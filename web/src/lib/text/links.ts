import { find } from 'linkifyjs';
import { type Piece, parseMarks } from './markup.ts';

/** Reads a text with its marks, mentions and links. */
export function parseText(text: string): Piece[] {
  return withLinks(parseMarks(text));
}

function withLinks(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'text') return linksIn(piece.text);
    return 'pieces' in piece ? { ...piece, pieces: withLinks(piece.pieces) } : piece;
  });
}

function linksIn(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  const links = /[.@:]/.test(text) ? find(text, { defaultProtocol: 'https' }) : [];
  for (const { start, end, value, href } of links) {
    if (!/^(https?|mailto):/i.test(href)) continue;
    if (start > rest) pieces.push({ kind: 'text', text: text.slice(rest, start) });
    pieces.push({ kind: 'link', text: value, href });
    rest = end;
  }
  if (rest < text.length) pieces.push({ kind: 'text', text: text.slice(rest) });
  return pieces;
}
