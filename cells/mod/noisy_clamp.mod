TITLE Current clamp with noise of its own

COMMENT
A direct current `amp` (constant, or played into) and Gaussian noise: one sample per time step,
linear between samples, first with init_mean and init_std until init_end, then with mean and std until noise_end.
The noise is drawn here, from the streams that Python sets on init_random and random
(Random123: the same whatever the number of processes), and so takes no memory.

A step's current is that at its middle: the mean of the samples at its two ends.

A waveform that many cells follow is one table of samples, equally spaced and linear between, in
memory that Python keeps: `table` is its address (which a double holds: it has 47 bits). A played
vector would be copied for every cell, and anew with every psolve of CoreNEURON. After the last
sample amp stays.

i is the direct current alone. i_total must be RANGE: NEURON and CoreNEURON put
a current that is not in different places of the mechanism's data.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS NoisyClamp
    ELECTRODE_CURRENT i_total
    RANGE i_total, amp, i, noise, init_end, init_mean, init_std, noise_end, mean, std
    RANGE table, n_samples, sample_dt
    RANDOM init_random, random
}

UNITS { (nA) = (nanoamp) }

PARAMETER {
    amp = 0 (nA)
    init_end = 0 (ms)
    init_mean = 0 (nA)
    init_std = 0 (nA)
    noise_end = 0 (ms)
    mean = 0 (nA)
    std = 0 (nA)
    table = 0
    n_samples = 0
    sample_dt = 1 (ms)
}

ASSIGNED {
    dt (ms)
    i_total (nA)
    i (nA)
    noise (nA)
    last (nA)
    next (nA)
    place (1)
}

INITIAL {
    if (table != 0) { look_up(dt/2) }
    random_setseq(init_random, 0)
    random_setseq(random, 0)
    last = sample(0(ms))
    next = sample(dt)
    i = amp
}

BREAKPOINT {
    SOLVE advance
    noise = (last + next)/2
    i = amp
    i_total = i + noise
}

PROCEDURE advance() {
    last = next
    next = sample(t + dt)
    if (table != 0) { look_up(t + dt/2) }
}

: amp at a time, from the table
PROCEDURE look_up(time (ms)) {
    place = time/sample_dt
VERBATIM
    {
        const double* samples = (const double*)(uintptr_t)table;
        long last_one = (long)n_samples - 1;
        long k = (long)place;
        amp = k < last_one ? samples[k] + (place - k)*(samples[k + 1] - samples[k])
                           : samples[last_one];
    }
ENDVERBATIM
}

FUNCTION sample(time (ms)) (nA) {
    if (time < init_end - dt/2) {
        sample = init_mean
        if (init_std != 0) { sample = init_mean + init_std*random_normal(init_random) }
    } else if (time < noise_end - dt/2) {
        sample = mean
        if (std != 0) { sample = mean + std*random_normal(random) }
    } else {
        sample = 0
    }
}
