/** Seed of every random test of a run; PROPERTY_SEED repeats one. */
export const seed = Number(process.env.PROPERTY_SEED ?? crypto.getRandomValues(new Int32Array(1))[0]);
