// Vectors of doubles in the compiler's own types: one source for AVX-512, AVX2 and NEON.
//
// Each operation does the same to every lane, and the file is compiled without -ffast-math and with
// -ffp-contract=off. So a cell's result depends neither on its lane nor on the cells beside it.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512DQ__)
constexpr int LANES = 8;
#elif defined(__AVX2__)
constexpr int LANES = 4;
#else
constexpr int LANES = 2;
#endif

typedef double vec __attribute__((vector_size(8 * LANES)));
typedef int64_t ivec __attribute__((vector_size(8 * LANES)));
typedef uint64_t uvec __attribute__((vector_size(8 * LANES)));

inline vec all(double x) { return x - vec{}; }
inline uvec all_bits(uint64_t x) { return x - uvec{}; }

inline vec load(const double* from) {
    vec x;
    std::memcpy(&x, from, sizeof x);
    return x;
}
inline void store(double* to, vec x) { std::memcpy(to, &x, sizeof x); }

inline vec larger(vec a, vec b) { return a > b ? a : b; }
inline vec smaller(vec a, vec b) { return a < b ? a : b; }
inline vec absolute(vec x) { return (vec)((uvec)x & all_bits(~0ull >> 1)); }

// a*b + c, rounded once
inline vec fma(vec a, vec b, vec c) {
#if defined(__AVX512DQ__)
    return (vec)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__AVX2__) && defined(__FMA__)
    return (vec)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__aarch64__)
    return (vec)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#else
    vec r;
    for (int k = 0; k < LANES; ++k) r[k] = std::fma(a[k], b[k], c[k]);
    return r;
#endif
}
inline vec fma(vec a, vec b, double c) { return fma(a, b, all(c)); }
inline vec fma(vec a, double b, double c) { return fma(a, all(b), all(c)); }
inline vec fma(vec a, double b, vec c) { return fma(a, all(b), c); }

inline vec square_root(vec x) {
    for (int k = 0; k < LANES; ++k) x[k] = std::sqrt(x[k]);
    return x;
}

// Product of the lower halves of the lanes.
inline uvec multiply32(uvec a, uvec b) {
#if defined(__AVX512DQ__)
    return (uvec)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return (uvec)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#else
    return (a & all_bits(0xFFFFFFFF)) * (b & all_bits(0xFFFFFFFF));
#endif
}

// One bit for each lane whose mask is set.
inline unsigned bits(ivec mask) {
#if defined(__AVX512DQ__)
    return _mm512_movepi64_mask((__m512i)mask);
#elif defined(__AVX2__)
    return _mm256_movemask_pd((__m256d)mask);
#else
    unsigned set = 0;
    for (int k = 0; k < LANES; ++k) set |= unsigned(mask[k] & 1) << k;
    return set;
#endif
}

// exp(x) for |x| <= 700, to about 1 ulp: x = n ln 2 + r (Cody & Waite), and exp(r) is the polynomial of
// degree 11 that is nearest to it for |r| <= ln(2)/2, in Estrin's form.
inline vec exp(vec x) {
    constexpr double ROUND = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
    const vec shifted = fma(x, 0x1.71547652b82fep+0, ROUND);  // 1/ln 2
    const vec n = shifted - ROUND;
    const vec r = fma(n, -0x1.a39ef35793c76p-33, fma(n, -0x1.62e42fee00000p-1, x));
    const vec r2 = r * r, r4 = r2 * r2;
    const vec p01 = r + 1.0;
    const vec p23 = fma(r, 0x1.555555555555ap-3, 0x1.0000000000011p-1);
    const vec p45 = fma(r, 0x1.111111110f21ep-7, 0x1.555555554f0bap-5);
    const vec p67 = fma(r, 0x1.a01a01b1461c5p-13, 0x1.6c16c1880029fp-10);
    const vec p89 = fma(r, 0x1.71ddf56d8deb5p-19, 0x1.a01991a10d9aep-16);
    const vec pab = fma(r, 0x1.af632a0f7e2cep-26, 0x1.28b4101c77212p-22);
    const vec low = fma(r2, p23, p01), middle = fma(r2, p67, p45), high = fma(r2, pab, p89);
    const vec power = fma(r4, fma(r4, high, middle), low);
    return (vec)((uvec)power + ((uvec)shifted << 52));
}

// exp(x) for |x| <= 0.05, to rounding: its series as far as the 7th power.
inline vec exp_of_small(vec x) {
    vec sum = fma(x, 1.0 / 5040, 1.0 / 720);
    for (double factorial : {120.0, 24.0, 6.0, 2.0, 1.0, 1.0}) sum = fma(x, sum, 1 / factorial);
    return sum;
}

// Natural logarithm of a positive normal number (the algorithm of fdlibm's log).
inline vec log(vec x) {
    constexpr uint64_t SQRT_HALF = 0x3fe6a09e667f3bcdull;
    const uvec offset = (uvec)x - SQRT_HALF;
    const ivec exponent = (ivec)offset >> 52;
    const vec f = (vec)((uvec)x - ((uvec)exponent << 52)) - 1.0;  // 1 + f in [sqrt(1/2), sqrt(2))
    const vec n = (vec)((uvec)(exponent + (ivec)all_bits(0x4338ull << 48))) - 0x1.8p52;
    const vec s = f / (f + 2.0), z = s * s, half_square = f * f * 0.5;
    vec r = fma(z, 1.479819860511658591e-01, 1.531383769920937332e-01);
    r = fma(z, r, 1.818357216161805012e-01);
    r = fma(z, r, 2.222219843214978396e-01);
    r = fma(z, r, 2.857142874366239149e-01);
    r = fma(z, r, 3.999999999940941908e-01);
    r = fma(z, r, 6.666666666666735130e-01) * z;
    return fma(n, 0x1.62e42fee00000p-1, f - (half_square - fma(s, half_square + r, n * 0x1.a39ef35793c76p-33)));
}

// sin(pi x) and cos(pi x) for |x| <= 1: their series on the nearest quarter turn.
inline void sincos_pi(vec x, vec* sine, vec* cosine) {
    constexpr double ROUND = 0x1.8p52, PI = 3.14159265358979323846;
    const vec shifted = fma(x, 2.0, ROUND);
    const vec y = fma(shifted - ROUND, -0.5, x) * PI, y2 = y * y;
    const uvec quarter = (uvec)shifted;
    vec s = all(-1.0 / 1307674368000), c = all(1.0 / 20922789888000);  // 15!, 16!
    for (double factor : {6227020800.0, -39916800.0, 362880.0, -5040.0, 120.0, -6.0, 1.0})
        s = fma(y2, s, 1 / factor);
    for (double factor : {-87178291200.0, 479001600.0, -3628800.0, 40320.0, -720.0, 24.0, -2.0, 1.0})
        c = fma(y2, c, 1 / factor);
    s *= y;
    const ivec swapped = (ivec)(quarter & 1) != 0;
    const uvec sine_sign = (quarter & 2) << 62, cosine_sign = ((quarter + 1) & 2) << 62;
    *sine = (vec)((uvec)(swapped ? c : s) ^ sine_sign);
    *cosine = (vec)((uvec)(swapped ? s : c) ^ cosine_sign);
}
