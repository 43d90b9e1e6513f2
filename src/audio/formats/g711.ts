/**
 * ITU-T G.711: the 8-bit codes of A-law and mu-law as 16-bit integers. Every second bit of an A-law code is inverted, all bits
 * of a mu-law code are.
 */

const SIGN = 0x80;
const MU_LAW_BIAS = 0x84;

export const A_LAW = codeTable((code) => {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (bits & SIGN) === 0 ? -magnitude : magnitude;
});

export const MU_LAW = codeTable((code) => {
  const bits = ~code;
  const exponent = (bits >> 4) & 7;
  const magnitude = ((((bits & 15) << 3) + MU_LAW_BIAS) << exponent) - MU_LAW_BIAS;
  return (bits & SIGN) === 0 ? magnitude : -magnitude;
});

function codeTable(decode: (code: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_, code) => decode(code));
}
