TITLE Tells Python how far a run has come

COMMENT
psolve does not come back to Python before its end, and CoreNEURON drops CVode.event callbacks.
This artificial cell calls a C function `callback(t)`, made with ctypes, every `interval`.
The address travels in a double, which holds 53 bits; addresses have 47.
ENDCOMMENT

NEURON {
    THREADSAFE
    ARTIFICIAL_CELL ProgressTick
    RANGE interval, callback
}

PARAMETER {
    interval = 1 (ms)
    callback = 0
}

ASSIGNED { now (ms) }

INITIAL {
    net_send(interval, 1)
}

NET_RECEIVE(w) {
    now = t
VERBATIM
    if (callback != 0) {
        ((void (*)(double))(uintptr_t)callback)(now);
    }
ENDVERBATIM
    net_send(interval, 1)
}
