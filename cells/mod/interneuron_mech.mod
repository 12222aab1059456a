TITLE Interneuron of the medial entorhinal cortex: INa, IK and Ileak

COMMENT
Kinetics of Wang & Buzsaki 1996 (J Neurosci 16:6402), as used in the network of
Shaikh & Assisi 2025 (eLife RP108142): m is instantaneous, h and n are faster by q10.

The rates see v held within [-100, 100] mV, as in the published model; so they are finite at any v.
Five of the six exponentials are powers of one, e80.
ENDCOMMENT

NEURON {
    SUFFIX interneuron_mech
    NONSPECIFIC_CURRENT ina, ik, il
    RANGE gnabar, ena, gkbar, ek, gl, el, gna, gk
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}

PARAMETER {
    gnabar = 0.035 (S/cm2)
    ena = 55 (mV)
    gkbar = 0.009 (S/cm2)
    ek = -90 (mV)
    gl = 1e-4 (S/cm2)
    el = -65 (mV)
    celsius (degC)
}

ASSIGNED {
    v (mV)
    ina (mA/cm2)
    ik (mA/cm2)
    il (mA/cm2)
    gna (S/cm2)
    gk (S/cm2)
    minf (1)
    dminf (/mV)
    q10 (1)
}

STATE { h n }

BREAKPOINT {
    LOCAL slope
    CONDUCTANCE slope
    SOLVE gates METHOD cnexp
    gna = gnabar*minf*minf*minf*h
    gk = gkbar*n*n*n*n
    ina = gna*(v - ena)
    ik = gk*(v - ek)
    il = gl*(v - el)
    : the last term is the slope of gna, whose m follows v at once
    slope = gna + gk + gl + 3*gnabar*minf*minf*dminf*h*(v - ena)
}

INITIAL {
    LOCAL vr, e80, a, b
    q10 = 5^((celsius - 27(degC))/10(degC))
    vr = clamped(v)
    e80 = exp(-vr/80(mV))
    a = alpha_m(vr, e80)  b = beta_m(vr)
    minf = a/(a + b)      dminf = slope_m(vr, e80, a, b)
    a = alpha_h(e80)      b = beta_h(e80)  h = a/(a + b)
    a = alpha_n(vr, e80)  b = beta_n(e80)  n = a/(a + b)
}

DERIVATIVE gates {
    LOCAL vr, e80, am, bm, ah, bh, an, bn
    vr = clamped(v)
    e80 = exp(-vr/80(mV))
    am = alpha_m(vr, e80)
    bm = beta_m(vr)
    minf = am/(am + bm)
    dminf = slope_m(vr, e80, am, bm)
    ah = q10*alpha_h(e80)
    bh = q10*beta_h(e80)
    an = q10*alpha_n(vr, e80)
    bn = q10*beta_n(e80)
    h' = ah - (ah + bh)*h
    n' = an - (an + bn)*n
}

FUNCTION clamped(v (mV)) (mV) {
    clamped = v
    if (v > 100(mV)) { clamped = 100(mV) }
    if (v < -100(mV)) { clamped = -100(mV) }
}

: x/(1 - exp(-x)), given exp(-x); its limit at 0 is 1
FUNCTION linoid(x (1), exp_minus_x (1)) (1) {
    if (fabs(x) < 1e-4) {
        linoid = 1 + x/2
    } else {
        linoid = x/(1 - exp_minus_x)
    }
}

: exp(-v/20 mV) and exp(-v/10 mV) as powers of e80 = exp(-v/80 mV)
FUNCTION e20(e80 (1)) (1) { e20 = e80*e80*e80*e80 }
FUNCTION e10(e80 (1)) (1) { e10 = e20(e80)*e20(e80) }

FUNCTION alpha_m(v (mV), e80 (1)) (/ms) {
    alpha_m = 1(/ms)*linoid((v + 35(mV))/10(mV), e10(e80)*exp(-3.5))
}
FUNCTION beta_m(v (mV)) (/ms) { beta_m = 4(/ms)*exp(-(v + 60(mV))/18(mV)) }


: d(a/(a + b))/dv for the rates a and b of m at v; b falls by 1/18 per mV
FUNCTION slope_m(v (mV), e80 (1), a (/ms), b (/ms)) (/mV) {
    slope_m = b*(slope_alpha_m(v, e80) + a/18(mV))/((a + b)*(a + b))
}

: d(alpha_m)/dv, from x/(1 - exp(-x)) with x = (v + 35)/10; its limit at x = 0 is 1/2
FUNCTION slope_alpha_m(v (mV), e80 (1)) (/ms/mV) {
    LOCAL x, e
    x = (v + 35(mV))/10(mV)
    e = e10(e80)*exp(-3.5)
    if (fabs(x) < 1e-4) {
        slope_alpha_m = 0.05(/ms/mV)
    } else {
        slope_alpha_m = 0.1(/ms/mV)*(1 - e - x*e)/((1 - e)*(1 - e))
    }
}

FUNCTION alpha_h(e80 (1)) (/ms) { alpha_h = 0.07(/ms)*e20(e80)*exp(-2.9) }
FUNCTION beta_h(e80 (1)) (/ms) { beta_h = 1(/ms)/(e10(e80)*exp(-2.8) + 1) }

FUNCTION alpha_n(v (mV), e80 (1)) (/ms) {
    alpha_n = 0.1(/ms)*linoid((v + 34(mV))/10(mV), e10(e80)*exp(-3.4))
}
FUNCTION beta_n(e80 (1)) (/ms) { beta_n = 0.125(/ms)*e80*exp(-0.55) }
