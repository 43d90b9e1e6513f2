"""Noise that any language makes alike: what fixtures were computed from need not be kept.

state = (1664525 state + 1013904223) mod 2^32, from the seed on;  value = state / 2^31 - 1, in [-1, 1)
"""

import numpy as np

MULTIPLIER, INCREMENT, MODULUS = 1664525, 1013904223, 2**32


def noise(count: int, seed: int) -> np.ndarray:
    """float64 [count], exact in 64 bits; channels follow one another"""
    # state n = MULTIPLIER^n seed + INCREMENT (1 + MULTIPLIER + ... + MULTIPLIER^(n - 1)); what runs over is a multiple
    # of MODULUS
    powers = np.cumprod(np.full(count, MULTIPLIER, dtype=np.uint64))
    sums = 1 + np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(powers[:-1])))
    states = (np.uint64(seed) * powers + np.uint64(INCREMENT) * sums) % np.uint64(MODULUS)
    return states / 2**31 - 1
