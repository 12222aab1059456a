TITLE Double-exponential conductance synapse that does not depend on the order of its events

COMMENT
NEURON's Exp2Syn (peak of the conductance = weight), but for events: they are added up in
`arrived`, which the state update moves into A and B before their decay. An event adds as much to A
as to B, so g = B - A is what it was in the step of the event: the result is Exp2Syn's. With weights
on a binary grid (Network) the sum is exact, so events of one step give the same conductance in
any order: that is what makes spikes equal on any number of processes.

The network's own spikes come through `inbox`, the address of this synapse's place in the table that
FanOut adds to; events of a NetCon come as ever.

The two decays per step are the same all along: dt is fixed.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS OrderFreeSyn
    NONSPECIFIC_CURRENT i
    RANGE tau1, tau2, e, i, g, inbox
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    tau1 = 0.1 (ms)
    tau2 = 10 (ms)
    e = 0 (mV)
    inbox = 0
}

ASSIGNED {
    v (mV)
    dt (ms)
    i (nA)
    g (uS)
    arrived (uS)
    peak_factor (1)
    decay1 (1)
    decay2 (1)
}

STATE {
    A (uS)
    B (uS)
}

INITIAL {
    LOCAL t_peak
    t_peak = tau1*tau2/(tau2 - tau1)*log(tau2/tau1)
    peak_factor = 1/(exp(-t_peak/tau2) - exp(-t_peak/tau1))
    decay1 = exp(-dt/tau1)
    decay2 = exp(-dt/tau2)
    empty_inbox()
    arrived = 0
    A = 0
    B = 0
}

BREAKPOINT {
    CONDUCTANCE g
    SOLVE advance
    g = B - A
    i = g*(v - e)
}

PROCEDURE advance() {
    empty_inbox()
    A = (A + arrived*peak_factor)*decay1
    B = (B + arrived*peak_factor)*decay2
    arrived = 0
}

NET_RECEIVE(weight (uS)) {
    arrived = arrived + weight
}

PROCEDURE empty_inbox() {
VERBATIM
    {
        double* waiting = (double*)(uintptr_t)inbox;
        if (waiting) {
            arrived += *waiting;
            *waiting = 0;
        }
    }
ENDVERBATIM
}
