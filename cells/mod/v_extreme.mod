TITLE Watches the voltage of a cell at every step

COMMENT
`extreme` is the voltage, among those from which the cell went still further away from 0 mV in the next
step, that was furthest from 0; `when` is the time of that next step. Whoever looks sets extreme to 0.

Why not the plain extreme: in the initial noise a single step may throw an interneuron to any voltage.
The fixed step solves (cm/dt + slope)*dv = -i with the slope of the currents at the last voltage. The
slope of an interneuron's INa is negative in the upstroke, since m is instantaneous, and may cancel
cm/dt (1 uF/cm2 over 0.025 ms is 0.04 S/cm2; gnabar is 0.035 S/cm2). dv is then as large as you like:
beyond x mV with a probability of about 500/x per cell in 100 ms of the published noise. With half the dt
the same current stays within 850 mV. Such a cell comes back from there with its membrane time
constant; one that too large a current drives goes on.

A NaN is not remembered: it stays in v.
ENDCOMMENT

NEURON {
    SUFFIX v_extreme
    RANGE extreme, when, last
}

UNITS { (mV) = (millivolt) }

ASSIGNED {
    v (mV)
    extreme (mV)
    when (ms)
    last (mV)
}

INITIAL {
    extreme = 0
    when = 0
    last = v
}

BREAKPOINT {
    SOLVE watch
}

PROCEDURE watch() {
    if (v*v > last*last && last*last > extreme*extreme) {
        extreme = last
        when = t
    }
    last = v
}
