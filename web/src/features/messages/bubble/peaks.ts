import { blobBehind } from '../../../store/sealed-files.ts';

/** Shapes computed in this visit. */
const known = new Map<string, readonly number[]>();
/** A recording larger than this is not worth the memory of looking at it. */
const LARGEST = 8 * 1024 * 1024;

/** The loudness of a recording over time, as so many numbers from 0 to 1. */
export async function peaksOf(url: string, bars: number, signal: AbortSignal): Promise<readonly number[]> {
  const held = known.get(url);
  if (held) return held;
  const bytes = await bytesOf(url, signal);
  if (bytes.byteLength > LARGEST) throw new Error('too large');
  const sound = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(bytes);
  const peaks = peaksIn(sound.getChannelData(0), bars);
  known.set(url, peaks);
  return peaks;
}

async function bytesOf(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const decrypted = blobBehind(url);
  if (decrypted) return decrypted.arrayBuffer();
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.arrayBuffer();
}

/** The same for samples; the loudest bar is 1, silence is all 0. */
export function peaksIn(samples: Float32Array, bars: number): number[] {
  const peaks = Array.from({ length: bars }, (_, bar) => {
    const [from, to] = [bar, bar + 1].map((edge) => Math.floor((edge * samples.length) / bars));
    let sum = 0;
    for (let i = from ?? 0; i < (to ?? 0); i++) sum += (samples[i] ?? 0) ** 2;
    return Math.sqrt(sum / Math.max(1, (to ?? 0) - (from ?? 0)));
  });
  const loudest = Math.max(...peaks);
  return loudest > 0 ? peaks.map((peak) => peak / loudest) : peaks;
}

/** A waveform of the server (0 to 100) as so many bars from 0 to 1. */
export function resampled(waveform: readonly number[], bars: number): number[] {
  const loudest = Math.max(1, ...waveform);
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * waveform.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * waveform.length) / bars));
    return Math.max(0, ...waveform.slice(from, to)) / loudest;
  });
}
