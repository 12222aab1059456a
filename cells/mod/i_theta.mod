TITLE Theta-periodic current

COMMENT
A sinusoidal outward current, the septal theta drive of Shaikh & Assisi 2025 (eLife RP108142).
Their 2 pi is 6.28. The current of a step is that at its middle; it is computed one step ahead, once.
ENDCOMMENT

NEURON {
    SUFFIX i_theta
    NONSPECIFIC_CURRENT i
    RANGE Amp, omega, phi
}

UNITS {
    (mA) = (milliamp)
    (kHz) = (kilohertz)
}

PARAMETER {
    Amp = 0 (mA/cm2)
    omega = 0.01 (kHz)
    phi = 0 (ms)
}

ASSIGNED {
    dt (ms)
    i (mA/cm2)
    i_next (mA/cm2)
}

INITIAL {
    i_next = wave(dt/2)
    i = i_next
}

BREAKPOINT {
    SOLVE advance
    i = i_next
}

PROCEDURE advance() {
    i_next = wave(t + dt/2)
}

FUNCTION wave(time (ms)) (mA/cm2) {
    wave = Amp*sin(2*3.14*omega*(time + phi))
}
