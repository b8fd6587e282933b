// How much of a device's own limits a measured speed is.
// Must not know: who measured, where it is shown.

/** What the engine's `bench` found (engine/src/bench/); `share_…` are added here. */
export interface Figures {
  [name: string]: unknown;
}

export function shares(measured: Figures, device: Figures): Figures {
  const { bytes_per_token: bytes, tokens_per_s: speed, flop_per_s: flops } = measured;
  const { read_bytes_per_s: read, f32_flop_per_s: peak } = device;
  const with_shares = { ...measured };
  if (isRate(bytes) && isRate(speed) && isRate(read)) with_shares["share_of_read_bandwidth"] = (bytes * speed) / read;
  if (isRate(flops) && isRate(peak)) with_shares["share_of_arithmetic_peak"] = flops / peak;
  return with_shares;
}

export function isRate(value: unknown): value is number {
  return typeof value === "number" && value > 0;
}
