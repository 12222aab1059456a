// What the solver is told of a network: the fields of these structures are those of layout.py.
//
// All arrays of a population have room for a multiple of 8 cells; what lies behind the last cell is
// computed and not looked at.
#pragma once
#include "vectors.h"

constexpr int N_SYNAPSES = 2, N_CLAMPS = 2;

// A parameter of the cells of a population; with stride 0 all have that of the first vector.
struct Field {
    const double* values;
    int64_t stride;
    vec operator[](int64_t i) const { return load(values + i * stride); }
};

// The channels of the cells: parameters, gates, and what is recorded of the last step (else null).
struct StellateChannels {
    Field gnabar, gnap_bar, ena, gkbar, ek, gl, el, g_h_bar, eh, hf_tau, hs_tau;
    double *m, *h, *n, *p, *mf, *ms;
    double *gna, *gnap, *gk, *gh, *inap, *ina, *ik, *il, *ih;
};
struct InterneuronChannels {
    Field gnabar, ena, gkbar, ek, gl, el, q10;
    double *h, *n, *minf, *dminf;
    double *gna, *gk, *ina, *ik, *il;
};

// One synapse of each cell (order_free_syn.mod); `inbox` takes the weights that arrive (uS).
struct Synapses {
    double *A, *B, *inbox;
    Field decay1, decay2, peak_factor, e;
    double *g, *i;  // of the last step (uS, nA), if recorded
};

// One clamp of each cell (noisy_clamp.mod): its current without noise (nA).
struct Clamps {
    double* amp;
    double* amp_seen;  // amp as NEURON has it at the end of a step, if recorded
};

// A waveform of the `amp` of some cells: linear between samples at `times`, or every `sample_dt`.
struct Drive {
    double* amp;
    double* amp_seen;
    const int64_t* cells;
    int64_t n_cells;
    const double* samples;
    const double* times;  // null: equally spaced
    int64_t n_samples;
    double sample_dt;
};

// A theta current that some cells share (i_theta.mod).
struct Theta {
    double* i;
    const int64_t* cells;
    int64_t n_cells;
    double Amp, omega, phi;
};

// The noise of each cell's first clamp (nA); `batch` has room for N_BATCH rows.
struct Noise {
    Field init_end, init_mean, init_std, noise_end, mean, std, gid, init_seed, seed;
    double *batch, *last, *now;
    int64_t n_steps;  // from this step on there is none
};

struct Population {
    int64_t n_cells, n_padded, n_synapses, n_clamps, n_drives, n_thetas;
    const int64_t* gids;
    double *v, *extreme;  // mV; the extreme as in v_extreme.mod
    StellateChannels* stellate;  // one of these two
    InterneuronChannels* interneuron;
    Field capacity;   // cm/dt, S/cm2
    Field per_area;   // of a current of 1 nA: mA/cm2
    Field threshold;  // mV
    Field theta;      // mA/cm2
    Synapses synapse[N_SYNAPSES];
    Clamps clamp[N_CLAMPS];
    Noise noise;
    double* injected;  // mA/cm2
    Drive** drives;
    Theta** thetas;
};

// One recorded variable of some cells.
struct Trace {
    const double* source;
    const int64_t* cells;
    int64_t n_cells;
    float* samples;  // n_cells a sample
};

// A connection with a delay of its own, sorted by source; an event of a NetStim, sorted by step.
struct Connection {
    int64_t source, delay;
    int64_t target;
    double weight;
};
struct Event {
    int64_t step, target;
    double weight;
};

struct Network {
    int64_t n_populations, n_traces, n_connections, n_events;
    Population** populations;
    Trace** traces;
    int64_t stride;  // steps between samples
    // the table of synapses: those of source s are the entries starts[s] to starts[s + 1]
    const int64_t* starts;
    const int32_t* targets;  // places in the inbox
    const double* weights;
    double* inbox;
    const Connection* connections;
    const Event* events;
    int64_t delay;  // steps from a spike to its arrival, and between exchanges
    double dt;
    // other processes
    int64_t n_processes;
    void (*all_gather)(int*, int*, int);
    void (*all_gather_v)(int*, int*, int*, int*);
    // Python's turns
    void (*tick)(double);
    double tick_interval;
};
