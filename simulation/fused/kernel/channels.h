// The channels of the two cells: the equations of stellate_mech.mod and interneuron_mech.mod.
//
// exp(-v/k) for k = 10, 18, 20 and 80 mV are powers of one exponential, exp(-v/720 mV), and that of
// 6.5 mV is a power of that of 52 mV. Steady state and rate of a gate share one division.
// Voltages in mV, times in ms, rates in 1/ms, conductances in S/cm2.
#pragma once
#include "vectors.h"

// A gate x relaxes as dx/dt = (steady - x) rate.
struct Gate {
    vec steady, rate;
};

// The share of the distance to the steady state that is left after dt.
inline vec remaining(vec rate, double dt) { return exp(larger(rate * -dt, all(-700))); }
// The same for a rate of at most 1/ms.
inline vec remaining_of_slow(vec rate, double dt) { return exp_of_small(rate * -dt); }

inline vec relaxed(vec x, vec steady, vec remaining) { return fma(x - steady, remaining, steady); }

// exp(-v/k mV) for the k that several rates share.
struct Exponentials {
    vec e10, e18, e20, e80;

    explicit Exponentials(vec v) {
        const vec e720 = exp(v * (-1.0 / 720));
        const vec e360 = e720 * e720, e180 = e360 * e360, e90 = e180 * e180;
        e80 = e90 * e720;
        const vec e45 = e90 * e90, e22 = e45 * e45;
        e18 = e22 * e90;  // powers 32 + 8 = 40
        const vec e40 = e80 * e80;
        e20 = e40 * e40;
        e10 = e20 * e20;
    }
};

// x/(1 - exp(-x)) as numerator over denominator, neither of which is 0. It is 1 + x/2 near x = 0.
struct Linoid {
    vec numerator, denominator;
    ivec near_zero;

    Linoid(vec x, vec exp_minus_x) {
        near_zero = absolute(x) < 1e-4;
        numerator = near_zero ? all(1) : x;
        denominator = near_zero ? fma(x, fma(x, 1.0 / 6, -0.5), 1.0) : 1.0 - exp_minus_x;
    }
};

// The gate with the opening rate a*linoid and the closing rate b.
inline Gate linoid_gate(double a, Linoid linoid, vec b) {
    const vec opening = a * linoid.numerator;
    const vec both = fma(b, linoid.denominator, opening);
    const vec inverse = 1.0 / (linoid.denominator * both);
    return {opening * linoid.denominator * inverse, both * both * inverse};
}

// The gate with the opening rate a and the closing rate 1/b.
inline Gate inverse_gate(vec a, vec b) {
    const vec both = fma(a, b, 1.0);
    const vec inverse = 1.0 / (b * both);
    return {a * b * b * inverse, both * both * inverse};
}

namespace stellate {

inline vec clamped(vec v) { return larger(smaller(v, all(500)), all(-500)); }

inline Gate na_m(vec v, const Exponentials& e) {
    static const double e_half = std::exp(-2.3), scale = 4 * std::exp(-48.0 / 18);
    return linoid_gate(1.0, Linoid((v + 23.0) * 0.1, e.e10 * e_half), e.e18 * scale);
}

inline Gate na_h(const Exponentials& e) {
    static const double opening = 0.07 * std::exp(-1.85), closing = std::exp(-0.7);
    return inverse_gate(e.e20 * opening, fma(e.e10, closing, 1.0));
}

inline Gate k_n(vec v, const Exponentials& e) {
    static const double e_half = std::exp(-2.7), scale = 0.125 * std::exp(-0.4625);
    return linoid_gate(0.1, Linoid((v + 27.0) * 0.1, e.e10 * e_half), e.e80 * scale);
}

// exp(-v/52 mV), of which the gates p and mf take powers
inline vec e52(vec v) { return exp(v * (-1.0 / 52)); }

// Its rate is the same at any voltage.
constexpr double P_RATE = 1 / 0.15;
inline vec nap_p_steady(vec e52) {
    static const double half = std::exp(-38 / 6.5);
    const vec e26 = e52 * e52, e13 = e26 * e26;
    return 1.0 / fma(e13 * e13, half, 1.0);
}

inline Gate h_mf(vec v, const Exponentials& e, vec e52, vec tau) {
    static const double rising = std::exp(-0.17), falling = std::exp(-340.0 / 52);
    const vec closed = exp((v + 79.2) * (1 / 9.78)) + 1.0;  // 1/steady
    const vec fast = fma(e52 * e.e10, falling, rising);
    const vec all_of_it = fma(e.e10, tau, fast);
    const vec inverse = 1.0 / (closed * all_of_it);
    return {all_of_it * inverse, fast * closed * inverse};
}

inline Gate h_ms(vec v, vec tau) {
    const vec closed = exp((v + 71.3) * (1 / 7.9)) + 1.0;  // 1/steady
    const vec fast = exp((v - 1.7) * (1.0 / 14)) + exp((v + 260.0) * (-1.0 / 43));
    const vec all_of_it = fast + tau;
    const vec inverse = 1.0 / (closed * all_of_it);
    return {all_of_it * inverse, fast * closed * inverse};
}

}  // namespace stellate

namespace interneuron {

inline vec clamped(vec v) { return larger(smaller(v, all(100)), all(-100)); }

// m follows v at once: its steady state, and the slope of that (1/mV).
struct Instantaneous {
    vec steady, slope;
};

inline Instantaneous na_m(vec v, const Exponentials& e) {
    static const double e_half = std::exp(-3.5), scale = 4 * std::exp(-60.0 / 18);
    const vec x = (v + 35.0) * 0.1, exp_minus_x = e.e10 * e_half, b = e.e18 * scale;
    const Linoid a(x, exp_minus_x);
    const vec inverse = 1.0 / fma(b, a.denominator, a.numerator);
    // derivative of the opening rate, times its denominator squared
    const vec rise = a.near_zero ? 0.05 * a.denominator * a.denominator
                                 : 0.1 * (a.denominator - x * exp_minus_x);
    const vec slope = b * fma(a.numerator * a.denominator, 1.0 / 18, rise) * inverse * inverse;
    return {a.numerator * inverse, slope};
}

inline Gate na_h(const Exponentials& e) {
    static const double opening = 0.07 * std::exp(-2.9), closing = std::exp(-2.8);
    return inverse_gate(e.e20 * opening, fma(e.e10, closing, 1.0));
}

inline Gate k_n(vec v, const Exponentials& e) {
    static const double e_half = std::exp(-3.4), scale = 0.125 * std::exp(-0.55);
    return linoid_gate(0.1, Linoid((v + 34.0) * 0.1, e.e10 * e_half), e.e80 * scale);
}

}  // namespace interneuron
