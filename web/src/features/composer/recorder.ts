/** A recording that has ended. */
export interface Recording {
  readonly blob: Blob;
  readonly seconds: number;
}

const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

/**
 * Records from the microphone. Pausing stops the clock; `cancel` lets everything go: what was recorded is never
 * handed to anybody.
 */
export class Recorder {
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #parts: Blob[] = [];
  #since = performance.now();
  #before = 0;

  private constructor(stream: MediaStream) {
    this.#stream = stream;
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.#recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {});
    this.#recorder.ondataavailable = ({ data }) => this.#parts.push(data);
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#recorder.start(500);
  }

  /** Asks for the microphone and begins. */
  static async begin(): Promise<Recorder> {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return new Recorder(await navigator.mediaDevices.getUserMedia({ audio }));
  }

  get seconds(): number {
    const running = this.#recorder.state === 'recording' ? performance.now() - this.#since : 0;
    return (this.#before + running) / 1000;
  }

  get paused(): boolean {
    return this.#recorder.state === 'paused';
  }

  /** How loud it is now, from 0 to 1. */
  level(): number {
    const samples = new Uint8Array(this.#analyser.fftSize);
    this.#analyser.getByteTimeDomainData(samples);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
    return Math.min(1, loudest / 96);
  }

  togglePause(): void {
    if (this.paused) {
      this.#since = performance.now();
      this.#recorder.resume();
    } else {
      this.#before += performance.now() - this.#since;
      this.#recorder.pause();
    }
  }

  /** Ends the recording and hands it over. */
  finish(): Promise<Recording> {
    const { seconds } = this;
    return new Promise((resolve) => {
      this.#recorder.onstop = () => {
        // The server knows types without their parameters.
        const [type = 'audio/webm'] = this.#recorder.mimeType.split(';');
        resolve({ blob: new Blob(this.#parts, { type }), seconds: Math.max(1, Math.round(seconds)) });
      };
      this.#recorder.stop();
      this.#release();
    });
  }

  /** Ends the recording and forgets it. */
  cancel(): void {
    this.#recorder.ondataavailable = null;
    this.#recorder.onstop = null;
    this.#parts.length = 0;
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    this.#release();
  }

  #release(): void {
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
  }
}

/** So many points describe a recording. */
const POINTS = 64;
const LOUDEST = 100;

/** What was heard over time as the server keeps it: a few numbers from 0 to 100, the loudest of each part. */
export function waveformOf(levels: readonly number[]): number[] {
  const count = Math.min(POINTS, levels.length);
  return Array.from({ length: count }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * levels.length) / count));
    return Math.round(LOUDEST * Math.min(1, Math.max(0, ...levels.slice(from, to))));
  });
}
