// Gaussian noise as noisy_clamp.mod draws it: a function of (seed, stream, gid, step) alone.
#pragma once
#include "vectors.h"

constexpr int N_BATCH = 32;  // steps drawn at once; N_BATCH of noisy_clamp.mod
constexpr int N_BLOCKS = N_BATCH / 4, N_PAIRS = N_BATCH / 2;

// Philox4x32-10 (Salmon et al. 2011) of the counter {block, 0, cell, 0}, for LANES cells.
inline void philox(uvec key0, uvec key1, uint64_t block, uvec cell, uvec word[4]) {
    const uvec low = all_bits(0xFFFFFFFF);
    word[0] = all_bits(block), word[1] = uvec{}, word[2] = cell, word[3] = uvec{};
    for (int round = 0; round < 10; ++round) {
        const uvec product0 = multiply32(word[0], all_bits(0xD2511F53));
        const uvec product2 = multiply32(word[2], all_bits(0xCD9E8D57));
        word[0] = (product2 >> 32) ^ word[1] ^ key0;
        word[1] = product2 & low;
        word[2] = (product0 >> 32) ^ word[3] ^ key1;
        word[3] = product0 & low;
        key0 = (key0 + 0x9E3779B9) & low;
        key1 = (key1 + 0xBB67AE85) & low;
    }
}

// A word as noisy_clamp.mod reads it, a signed number of 32 bits, plus 2^31: in [0, 2^32).
inline vec unsigned_word(uvec word) {
    return (vec)((word ^ 0x80000000) | (0x433ull << 52)) - 0x1p52;
}

// Standard normal numbers (Box & Muller) of the steps N_BATCH*batch to N_BATCH*(batch + 1) - 1.
inline void draw_batch(uvec seed, uint64_t stream, uvec cell, uint64_t batch, vec normal[N_BATCH]) {
    vec first[N_PAIRS], second[N_PAIRS];
    for (int k = 0; k < N_BLOCKS; ++k) {
        uvec word[4];
        philox(seed, all_bits(stream), N_BLOCKS * batch + k, cell, word);
        first[k] = unsigned_word(word[0]), first[N_BLOCKS + k] = unsigned_word(word[1]);
        second[k] = unsigned_word(word[2]), second[N_BLOCKS + k] = unsigned_word(word[3]);
    }
    for (int k = 0; k < N_PAIRS; ++k) {
        const vec uniform = (first[k] + 0.5) * 0x1p-32;         // in (0, 1)
        const vec half_turns = (second[k] - 0x1p31) * 0x1p-31;  // in [-1, 1)
        const vec radius = square_root(-2.0 * log(uniform));
        vec sine, cosine;
        sincos_pi(half_turns, &sine, &cosine);
        normal[k] = radius * cosine;
        normal[N_PAIRS + k] = radius * sine;
    }
}
