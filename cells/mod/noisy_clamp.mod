TITLE Current clamp with noise of its own

COMMENT
A direct current `amp` (constant, or played into) and Gaussian noise: one sample per time step,
linear between samples, first with init_mean and init_std until init_end, then with mean and std until noise_end.
The noise is drawn here, so that it takes no memory per step. Its k-th sample is a function of
(seed, gid, stream, k) alone: Philox4x32-10 (Salmon et al. 2011, the generator of NEURON's Random123)
gives the bits, Box & Muller the normal numbers. They are made for N_BATCH steps at once, in loops
that vectorise and that run the same for every cell, and are kept in memory that Python owns: from
the address `batch` on, one row of n_clamps samples a step. NEURON's own random_normal, a call for
each sample, takes two to three times as long.

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
    RANGE gid, init_seed, seed, batch, n_clamps
}

VERBATIM
enum { N_BATCH = 32, N_PAIRS = N_BATCH / 2, N_BLOCKS = N_PAIRS / 2 };

/* Philox4x32-10 of the counters {first + k, 0, cell, 0}: N_BLOCKS first words, second words, ... */
static void philox(uint32_t key0, uint32_t key1, uint32_t first, uint32_t cell, uint32_t* word) {
    uint32_t *word1 = word + N_BLOCKS, *word2 = word1 + N_BLOCKS, *word3 = word2 + N_BLOCKS;
    int k, round;
    for (k = 0; k < N_BLOCKS; ++k) {
        word[k] = first + k;
        word1[k] = 0;
        word2[k] = cell;
        word3[k] = 0;
    }
    for (round = 0; round < 10; ++round) {
        #pragma omp simd
        for (k = 0; k < N_BLOCKS; ++k) {
            const uint64_t product0 = (uint64_t)0xD2511F53 * word[k];
            const uint64_t product2 = (uint64_t)0xCD9E8D57 * word2[k];
            word[k] = (uint32_t)(product2 >> 32) ^ word1[k] ^ key0;
            word1[k] = (uint32_t)product2;
            word2[k] = (uint32_t)(product0 >> 32) ^ word3[k] ^ key1;
            word3[k] = (uint32_t)product0;
        }
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
    }
}

/* Standard normal numbers (Box & Muller) of the steps N_BATCH*number to N_BATCH*(number + 1) - 1. */
static void draw_batch(uint32_t key0, uint32_t key1, uint32_t cell, uint32_t number,
                       double* sample_of_step, long n_between) {
    double normal[N_BATCH];
    uint32_t word[2 * N_PAIRS];
    int k;
    philox(key0, key1, number * N_BLOCKS, cell, word);
    #pragma omp simd
    for (k = 0; k < N_PAIRS; ++k) {
        /* signed, as vector units convert them: uniform in (0, 1) and in [-pi, pi) */
        const double uniform = ((int32_t)word[k] + 2147483648.5) * 0x1p-32;
        const double angle = (int32_t)word[N_PAIRS + k] * (3.14159265358979323846 * 0x1p-31);
        const double radius = sqrt(-2.0 * log(uniform));
        /* a cosine beside the sine would become one call that is not vectorised */
        normal[k] = radius * sin(angle + 3.14159265358979323846 / 2);
        normal[N_PAIRS + k] = radius * sin(angle);
    }
    for (k = 0; k < N_BATCH; ++k) {
        sample_of_step[n_between * k] = normal[k];
    }
}
ENDVERBATIM

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
    gid = 0
    init_seed = 0
    seed = 0
    batch = 0
    n_clamps = 1
}

ASSIGNED {
    dt (ms)
    i_total (nA)
    i (nA)
    noise (nA)
    last (nA)
    next (nA)
    silent_from (ms)
    place (1)
    held (1)
    wanted (1)
    drawn (1)
}

INITIAL {
    if (table != 0) { look_up(dt/2) }
    held = -1
    last = sample(0(ms))
    next = sample(dt)
    silent_from = init_end + 2*dt
    if (noise_end > init_end) { silent_from = noise_end + 2*dt }
    i = amp
}

BREAKPOINT {
    SOLVE advance
    noise = (last + next)/2
    i = amp
    i_total = i + noise
}

PROCEDURE advance() {
    if (t < silent_from) {
        last = next
        next = sample(t + dt)
    }
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
        if (init_std != 0) { draw(init_seed, 1, time/dt)  sample = init_mean + init_std*drawn }
    } else if (time < noise_end - dt/2) {
        sample = mean
        if (std != 0) { draw(seed, 2, time/dt)  sample = mean + std*drawn }
    } else {
        sample = 0
    }
}

: drawn = the sample of a step from a stream; `held` tells the batch in memory and its stream apart
PROCEDURE draw(of_seed (1), stream (1), step (1)) {
    LOCAL k
    k = floor(step + 0.5)
    wanted = floor(k/32) : 32 is N_BATCH
VERBATIM
    {
        double* samples = (double*)(uintptr_t)batch;
        const double name = 2 * wanted + (_lstream == 1);
        if (name != held) {
            draw_batch((uint32_t)_lof_seed, (uint32_t)_lstream, (uint32_t)gid, (uint32_t)wanted,
                       samples, (long)n_clamps);
            held = name;
        }
        drawn = samples[(long)n_clamps * (long)(_lk - N_BATCH * wanted)];
    }
ENDVERBATIM
}
