TITLE Stellate cell of the medial entorhinal cortex: INa, INaP, IK, Ileak and Ih

COMMENT
Kinetics of Acker, Kopell & White 2003 (J Comput Neurosci 15:71), as used in the network of
Shaikh & Assisi 2025 (eLife RP108142).

The rates are finite at any voltage: inside them v is held within 500 mV of 0, which a cell
reaches only when the noise is absurd. Five of the exponentials are powers of one, e80.
ENDCOMMENT

NEURON {
    SUFFIX stellate_mech
    NONSPECIFIC_CURRENT ina, ik, il, ih
    RANGE gnabar, gnap_bar, ena, gkbar, ek, gl, el, g_h_bar, eh, hf_tau, hs_tau
    RANGE gna, gnap, gk, gh, inap
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}

PARAMETER {
    gnabar = 0.052 (S/cm2)
    gnap_bar = 0.0005 (S/cm2)
    ena = 55 (mV)
    gkbar = 0.011 (S/cm2)
    ek = -90 (mV)
    gl = 0.0005 (S/cm2)
    el = -65 (mV)
    g_h_bar = 0.0015 (S/cm2)
    eh = -20 (mV)
    hf_tau = 0.51 (ms)
    hs_tau = 5.6 (ms)
}

ASSIGNED {
    v (mV)
    ina (mA/cm2)
    inap (mA/cm2)
    ik (mA/cm2)
    il (mA/cm2)
    ih (mA/cm2)
    gna (S/cm2)
    gnap (S/cm2)
    gk (S/cm2)
    gh (S/cm2)
}

STATE { m h n p mf ms }

BREAKPOINT {
    LOCAL slope
    CONDUCTANCE slope
    SOLVE gates METHOD cnexp
    gna = gnabar*m*m*m*h
    gnap = gnap_bar*p
    gk = gkbar*n*n*n*n
    gh = g_h_bar*(0.65*mf + 0.35*ms)
    inap = gnap*(v - ena)
    ina = gna*(v - ena) + inap
    ik = gk*(v - ek)
    il = gl*(v - el)
    ih = gh*(v - eh)
    slope = gna + gnap + gk + gl + gh
}

INITIAL {
    LOCAL vr, e80, a, b
    vr = clamped(v)
    e80 = exp(-vr/80(mV))
    a = alpha_m(vr, e80)  b = beta_m(vr)        m = a/(a + b)
    a = alpha_h(e80)      b = beta_h(e80)       h = a/(a + b)
    a = alpha_n(vr, e80)  b = beta_n(e80)       n = a/(a + b)
    a = exp(-(vr + 38(mV))/6.5(mV))             p = 1/(1 + a)
    mf = mf_inf(vr)
    ms = ms_inf(vr)
}

DERIVATIVE gates {
    LOCAL vr, e80, am, bm, ah, bh, an, bn, ep, tau_p, rate_mf, rate_ms
    vr = clamped(v)
    e80 = exp(-vr/80(mV))
    am = alpha_m(vr, e80)
    bm = beta_m(vr)
    ah = alpha_h(e80)
    bh = beta_h(e80)
    an = alpha_n(vr, e80)
    bn = beta_n(e80)
    ep = exp(-(vr + 38(mV))/6.5(mV))
    rate_mf = 1/tau_mf(vr, e80)
    rate_ms = 1/tau_ms(vr)
    m' = am - (am + bm)*m
    h' = ah - (ah + bh)*h
    n' = an - (an + bn)*n
    : alpha_p + beta_p = 1/(0.15 ms), whatever v
    p' = (1/(1 + ep) - p)/0.15(ms)
    mf' = (mf_inf(vr) - mf)*rate_mf
    ms' = (ms_inf(vr) - ms)*rate_ms
}

FUNCTION clamped(v (mV)) (mV) {
    clamped = v
    if (v > 500(mV)) { clamped = 500(mV) }
    if (v < -500(mV)) { clamped = -500(mV) }
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
    alpha_m = 1(/ms)*linoid((v + 23(mV))/10(mV), e10(e80)*exp(-2.3))
}
FUNCTION beta_m(v (mV)) (/ms) { beta_m = 4(/ms)*exp(-(v + 48(mV))/18(mV)) }

FUNCTION alpha_h(e80 (1)) (/ms) { alpha_h = 0.07(/ms)*e20(e80)*exp(-1.85) }
FUNCTION beta_h(e80 (1)) (/ms) { beta_h = 1(/ms)/(e10(e80)*exp(-0.7) + 1) }

FUNCTION alpha_n(v (mV), e80 (1)) (/ms) {
    alpha_n = 0.1(/ms)*linoid((v + 27(mV))/10(mV), e10(e80)*exp(-2.7))
}
FUNCTION beta_n(e80 (1)) (/ms) { beta_n = 0.125(/ms)*e80*exp(-0.4625) }

FUNCTION mf_inf(v (mV)) (1) { mf_inf = 1/(1 + exp((v + 79.2(mV))/9.78(mV))) }
FUNCTION tau_mf(v (mV), e80 (1)) (ms) {
    tau_mf = hf_tau/(exp(-0.17)/e10(e80) + exp(-(v + 340(mV))/52(mV))) + 1(ms)
}

FUNCTION ms_inf(v (mV)) (1) { ms_inf = 1/(1 + exp((v + 71.3(mV))/7.9(mV))) }
FUNCTION tau_ms(v (mV)) (ms) {
    tau_ms = hs_tau/(exp((v - 1.7(mV))/14(mV)) + exp(-(v + 260(mV))/43(mV))) + 1(ms)
}
