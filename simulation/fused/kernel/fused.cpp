// The fused solver: one pass over the cells of a type and step, for the two cells of the model.
//
// NEURON's fixed step: currents and their slopes at the old voltage, the implicit step of the voltage,
// then the gates at the new one.
#include "fused.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "channels.h"
#include "noise.h"

namespace {

constexpr double TWO_PI = 2 * 3.14;  // the model's own
constexpr double SPIKE_LAG = 1e-10;  // ms, of NEURON's spike times behind their step

void keep(double* where, int64_t i, vec x) {
    if (where) store(where + i, x);
}

void relax(double* gate, int64_t i, Gate to, double dt) {
    store(gate + i, relaxed(load(gate + i), to.steady, remaining(to.rate, dt)));
}

// What the channels of a cell carry outwards (mA/cm2), and its slope (S/cm2).
struct Carried {
    vec current, slope;
};

// `keeps`: keep what is recorded.
template <bool keeps>
Carried carried(const StellateChannels& c, int64_t i, vec v) {
    const vec m = load(c.m + i), h = load(c.h + i), n = load(c.n + i), p = load(c.p + i);
    const vec gna = c.gnabar[i] * m * m * m * h;
    const vec gnap = c.gnap_bar[i] * p;
    const vec gk = c.gkbar[i] * (n * n) * (n * n);
    const vec gh = c.g_h_bar[i] * (0.65 * load(c.mf + i) + 0.35 * load(c.ms + i));
    const vec inap = gnap * (v - c.ena[i]);
    const vec ina = gna * (v - c.ena[i]) + inap;
    const vec ik = gk * (v - c.ek[i]);
    const vec il = c.gl[i] * (v - c.el[i]);
    const vec ih = gh * (v - c.eh[i]);
    if (keeps) {
        keep(c.gna, i, gna), keep(c.gnap, i, gnap), keep(c.gk, i, gk), keep(c.gh, i, gh);
        keep(c.inap, i, inap), keep(c.ina, i, ina), keep(c.ik, i, ik), keep(c.il, i, il);
        keep(c.ih, i, ih);
    }
    return {ina + ik + il + ih, gna + gnap + gk + c.gl[i] + gh};
}

template <bool keeps>
Carried carried(const InterneuronChannels& c, int64_t i, vec v) {
    const vec m = load(c.minf + i), h = load(c.h + i), n = load(c.n + i);
    const vec gna = c.gnabar[i] * m * m * m * h;
    const vec gk = c.gkbar[i] * (n * n) * (n * n);
    const vec ina = gna * (v - c.ena[i]);
    const vec ik = gk * (v - c.ek[i]);
    const vec il = c.gl[i] * (v - c.el[i]);
    if (keeps) {
        keep(c.gna, i, gna), keep(c.gk, i, gk);
        keep(c.ina, i, ina), keep(c.ik, i, ik), keep(c.il, i, il);
    }
    // the slope of gna, whose m follows v at once
    const vec gna_slope = 3.0 * c.gnabar[i] * m * m * load(c.dminf + i) * h;
    return {ina + ik + il, gna + gk + c.gl[i] + gna_slope * (v - c.ena[i])};
}

void advance_gates(StellateChannels& c, int64_t i, vec v, double dt, double p_remaining) {
    using namespace stellate;
    v = clamped(v);
    const Exponentials e(v);
    const vec e_52 = e52(v);
    relax(c.m, i, na_m(v, e), dt);
    relax(c.h, i, na_h(e), dt);
    relax(c.n, i, k_n(v, e), dt);
    store(c.p + i, relaxed(load(c.p + i), nap_p_steady(e_52), all(p_remaining)));
    const Gate mf = h_mf(v, e, e_52, c.hf_tau[i]), ms = h_ms(v, c.hs_tau[i]);
    store(c.mf + i, relaxed(load(c.mf + i), mf.steady, remaining_of_slow(mf.rate, dt)));
    store(c.ms + i, relaxed(load(c.ms + i), ms.steady, remaining_of_slow(ms.rate, dt)));
}

// m of the interneuron follows v at once.
void follow(InterneuronChannels& c, int64_t i, vec v, const Exponentials& e) {
    const interneuron::Instantaneous m = interneuron::na_m(v, e);
    store(c.minf + i, m.steady);
    store(c.dminf + i, m.slope);
}

void advance_gates(InterneuronChannels& c, int64_t i, vec v, double dt, double) {
    using namespace interneuron;
    v = clamped(v);
    const Exponentials e(v);
    const Gate h = na_h(e), n = k_n(v, e);
    relax(c.h, i, {h.steady, h.rate * c.q10[i]}, dt);
    relax(c.n, i, {n.steady, n.rate * c.q10[i]}, dt);
    follow(c, i, v, e);
}

// g = B - A with the conductances of order_free_syn.mod, then what has arrived is added and all decays.
vec conductance(const Synapses& s, int64_t i) { return load(s.B + i) - load(s.A + i); }

void advance_synapse(Synapses& s, int64_t i) {
    const vec arrived = load(s.inbox + i) * s.peak_factor[i];
    store(s.A + i, (load(s.A + i) + arrived) * s.decay1[i]);
    store(s.B + i, (load(s.B + i) + arrived) * s.decay2[i]);
    store(s.inbox + i, vec{});
}

class Run {
  public:
    explicit Run(Network& network)
        : net(network),
          p_remaining(std::exp(-network.dt * stellate::P_RATE)),
          arrivals(network.delay + 1) {
        int64_t longest = net.delay;
        for (int64_t k = 0; k < net.n_connections; ++k)
            longest = std::max(longest, net.connections[k].delay);
        events.resize(longest + net.delay + 1);
        received.resize(net.n_processes * MESSAGE);
        counts.resize(net.n_processes), starts.resize(net.n_processes);
        next_tick = net.tick_interval;
        for (int64_t k = 0; k < net.n_populations; ++k) start(*net.populations[k]);
    }

    void advance(int64_t n_steps) {
        sample = 0;
        for (int64_t end = step + n_steps; step < end;) {
            deliver();
            const double middle = time + 0.5 * net.dt;
            const bool is_sampled = (step + 1) % net.stride == 0 && net.n_traces > 0;
            for (int64_t k = 0; k < net.n_populations; ++k) {
                Population& p = *net.populations[k];
                set_currents(p, middle);
                if (p.stellate) advance_cells(p, *p.stellate, is_sampled);
                if (p.interneuron) advance_cells(p, *p.interneuron, is_sampled);
            }
            time = middle + 0.5 * net.dt;
            ++step;
            if (is_sampled) take_sample();
            if (step % net.delay == 0) exchange();
            if (net.tick && time >= next_tick) {
                net.tick(time);
                next_tick += net.tick_interval;
            }
        }
    }

    std::vector<int64_t> spike_gids;
    std::vector<double> spike_times;

  private:
    // The spikes that arrive in this step, into the inboxes.
    void deliver() {
        for (int source : arrivals[step % (net.delay + 1)])
            for (int64_t k = net.starts[source]; k < net.starts[source + 1]; ++k)
                net.inbox[net.targets[k]] += net.weights[k];
        arrivals[step % (net.delay + 1)].clear();
        auto& waiting = events[step % events.size()];
        for (const Event& event : waiting) net.inbox[event.target] += event.weight;
        waiting.clear();
        for (; n_events_done < net.n_events && net.events[n_events_done].step <= step; ++n_events_done)
            net.inbox[net.events[n_events_done].target] += net.events[n_events_done].weight;
    }

    // The currents into the cells in this step: those at its middle.
    void set_currents(Population& p, double middle) {
        for (int64_t k = 0; k < p.n_thetas; ++k) {
            const Theta& theta = *p.thetas[k];
            const double i = theta.Amp * std::sin(TWO_PI * theta.omega * (middle + theta.phi));
            for (int64_t c = 0; c < theta.n_cells; ++c) theta.i[theta.cells[c]] = i;
        }
        bool is_changed = step <= p.noise.n_steps;
        for (int64_t k = 0; k < p.n_drives; ++k) {
            const Drive& drive = *p.drives[k];
            const double amp = value(drive, middle);
            if (amp == drive.amp[drive.cells[0]]) continue;
            for (int64_t c = 0; c < drive.n_cells; ++c) drive.amp[drive.cells[c]] = amp;
            is_changed = true;
        }
        if (step < p.noise.n_steps) advance_noise(p);
        if (step == p.noise.n_steps) std::fill(p.noise.now, p.noise.now + p.n_padded, 0.0);
        if (!is_changed) return;
        for (int64_t i = 0; i < p.n_padded; i += LANES) {
            vec current = load(p.noise.now + i);
            for (int64_t k = 0; k < p.n_clamps; ++k) current += load(p.clamp[k].amp + i);
            store(p.injected + i, current * p.per_area[i]);
        }
    }

    static double value(const Drive& drive, double at) {
        const int64_t last = drive.n_samples - 1;
        if (!drive.times) {
            const double place = at / drive.sample_dt;
            const int64_t k = (int64_t)place;
            if (k >= last) return drive.samples[last];
            return drive.samples[k] + (place - k) * (drive.samples[k + 1] - drive.samples[k]);
        }
        const int64_t k = std::upper_bound(drive.times, drive.times + last, at) - drive.times;
        const double share = (at - drive.times[k - 1]) / (drive.times[k] - drive.times[k - 1]);
        return drive.samples[k - 1] + share * (drive.samples[k] - drive.samples[k - 1]);
    }

    // What NEURON's INITIAL leaves that Python cannot see: m of the interneurons, the first samples.
    void start(Population& p) {
        if (InterneuronChannels* c = p.interneuron)
            for (int64_t i = 0; i < p.n_padded; i += LANES) {
                const vec v = interneuron::clamped(load(p.v + i));
                follow(*c, i, v, Exponentials(v));
            }
        if (p.noise.n_steps <= 0) return;
        draw(p, 0);
        std::copy(p.noise.batch, p.noise.batch + p.n_padded, p.noise.last);
    }

    // The noise of a step: the mean of the samples at its two ends.
    void advance_noise(Population& p) {
        Noise& noise = p.noise;
        const int64_t next = step + 1;
        if (next % N_BATCH == 0) draw(p, next / N_BATCH);
        const double* row = noise.batch + p.n_padded * (next % N_BATCH);
        for (int64_t i = 0; i < p.n_padded; i += LANES) {
            const vec sample = load(row + i);
            store(noise.now + i, (load(noise.last + i) + sample) * 0.5);
            store(noise.last + i, sample);
        }
    }

    void draw(Population& p, int64_t batch) {
        const Noise& noise = p.noise;
        const double half = 0.5 * net.dt, from = N_BATCH * batch * net.dt;
        const double to = (N_BATCH * (batch + 1) - 1) * net.dt;
        for (int64_t i = 0; i < p.n_padded; i += LANES) {
            const vec init_end = noise.init_end[i] - half, end = noise.noise_end[i] - half;
            vec init[N_BATCH] = {}, later[N_BATCH] = {};
            const uvec gid = __builtin_convertvector(noise.gid[i], uvec);
            if (bits((all(from) < init_end) & (noise.init_std[i] != 0.0)))
                draw_batch(__builtin_convertvector(noise.init_seed[i], uvec), 1, gid, batch, init);
            if (bits((all(to) >= init_end) & (all(from) < end) & (noise.std[i] != 0.0)))
                draw_batch(__builtin_convertvector(noise.seed[i], uvec), 2, gid, batch, later);
            for (int k = 0; k < N_BATCH; ++k) {
                const vec t = all((N_BATCH * batch + k) * net.dt);
                const vec initial = noise.init_mean[i] + noise.init_std[i] * init[k];
                const vec after = noise.mean[i] + noise.std[i] * later[k];
                store(noise.batch + p.n_padded * k + i, t < init_end ? initial : t < end ? after : vec{});
            }
        }
    }

    template <class Channels>
    void advance_cells(Population& p, Channels& channels, bool is_sampled) {
        if (is_sampled) keep_recorded(p, channels);
        for (int64_t i = 0; i < p.n_padded; i += LANES) {
            const vec v = load(p.v + i);
            auto [outward, slope] = carried<false>(channels, i, v);
            outward += p.theta[i];
            for (int64_t k = 0; k < p.n_synapses; ++k) {
                Synapses& synapse = p.synapse[k];
                const vec g = conductance(synapse, i) * p.per_area[i];
                slope += g;
                outward += g * (v - synapse.e[i]);
                advance_synapse(synapse, i);
            }
            const vec next = v + (load(p.injected + i) - outward) / (p.capacity[i] + slope);
            store(p.v + i, next);
            const vec extreme = load(p.extreme + i), left = absolute(v);  // as v_extreme.mod
            const auto goes_on = (absolute(next) > left) & (left > absolute(extreme));
            store(p.extreme + i, goes_on ? v : extreme);
            const vec threshold = p.threshold[i];
            if (const unsigned is_fired = bits((next > threshold) & (v <= threshold)))
                fire(p, i, is_fired);
        }
        for (int64_t i = 0; i < p.n_padded; i += LANES)
            advance_gates(channels, i, load(p.v + i), net.dt, p_remaining);
    }

    // Currents and conductances of this step, as it begins. They are computed once more, so that the step
    // itself is the same whatever is recorded.
    template <class Channels>
    void keep_recorded(Population& p, const Channels& channels) {
        for (int64_t i = 0; i < p.n_padded; i += LANES) {
            const vec v = load(p.v + i);
            carried<true>(channels, i, v);
            for (int64_t k = 0; k < p.n_synapses; ++k) {
                const Synapses& synapse = p.synapse[k];
                const vec g = conductance(synapse, i);
                keep(synapse.g, i, g);
                keep(synapse.i, i, g * (v - synapse.e[i]));
            }
        }
    }

    void fire(const Population& p, int64_t i, unsigned is_fired) {
        for (; is_fired; ++i, is_fired >>= 1) {
            if (!(is_fired & 1) || i >= p.n_cells) continue;
            fired.push_back(int(p.gids[i] * net.delay + step % net.delay));
            spike_gids.push_back(p.gids[i]);
            spike_times.push_back(time + 0.5 * net.dt + 0.5 * net.dt + SPIKE_LAG);
        }
    }

    void take_sample() {
        for (int64_t k = 0; k < net.n_populations; ++k) see_amps(*net.populations[k]);
        for (int64_t k = 0; k < net.n_traces; ++k) {
            const Trace& trace = *net.traces[k];
            float* to = trace.samples + sample * trace.n_cells;
            for (int64_t c = 0; c < trace.n_cells; ++c) to[c] = float(trace.source[trace.cells[c]]);
        }
        ++sample;
    }

    // `amp` is played to the end of the step, and looked up already for the middle of the next one.
    void see_amps(Population& p) {
        for (int64_t k = 0; k < p.n_clamps; ++k)
            if (p.clamp[k].amp_seen)
                std::copy(p.clamp[k].amp, p.clamp[k].amp + p.n_padded, p.clamp[k].amp_seen);
        for (int64_t k = 0; k < p.n_drives; ++k) {
            const Drive& drive = *p.drives[k];
            if (!drive.amp_seen) continue;
            const double amp = value(drive, drive.times ? time : time + 0.5 * net.dt);
            for (int64_t c = 0; c < drive.n_cells; ++c) drive.amp_seen[drive.cells[c]] = amp;
        }
    }

    // The spikes of all processes since the last exchange become arrivals. First each process sends
    // their number and as many as the message holds; then, if that is not all, the others.
    void exchange() {
        const int n = int(fired.size()), n_first = std::min(n, MESSAGE - 1);
        if (net.n_processes == 1) {
            for (int spike : fired) schedule(spike);
            fired.clear();
            return;
        }
        int message[MESSAGE] = {n};
        std::copy(fired.begin(), fired.begin() + n_first, message + 1);
        net.all_gather(message, received.data(), MESSAGE);
        int n_others = 0;
        for (int64_t k = 0; k < net.n_processes; ++k) {
            const int* from = &received[k * MESSAGE];
            for (int s = 0; s < std::min(from[0], MESSAGE - 1); ++s) schedule(from[1 + s]);
            starts[k] = n_others;
            counts[k] = std::max(from[0] - (MESSAGE - 1), 0);
            n_others += counts[k];
        }
        if (n_others > 0) {
            others.resize(n_others);
            fired.push_back(0);  // so that there is an address
            net.all_gather_v(&fired[n_first], others.data(), counts.data(), starts.data());
            for (int spike : others) schedule(spike);
        }
        fired.clear();
    }

    // A spike is its gid * delay + the number of its step since the last exchange.
    void schedule(int spike) {
        const int64_t gid = spike / net.delay;
        const int64_t fired_at = step - net.delay + spike % net.delay + 1;
        arrivals[(fired_at + net.delay) % arrivals.size()].push_back(int(gid));
        const Connection* end = net.connections + net.n_connections;
        const auto by_source = [](const Connection& c, int64_t source) { return c.source < source; };
        for (auto c = std::lower_bound(net.connections, end, gid, by_source); c != end && c->source == gid; ++c)
            events[(fired_at + c->delay) % events.size()].push_back({0, c->target, c->weight});
    }

    static constexpr int MESSAGE = 64;
    Network& net;
    int64_t step = 0, sample = 0, n_events_done = 0;
    const double p_remaining;
    double time = 0, next_tick;
    std::vector<std::vector<int>> arrivals;
    std::vector<std::vector<Event>> events;
    std::vector<int> fired, received, others, counts, starts;
};

// The functions that tests compare with their equations: each gives two values.
using Function = void (*)(vec x, vec tau, vec* first, vec* second);

void put(Gate gate, vec* steady, vec* rate) { *steady = gate.steady, *rate = gate.rate; }

const struct {
    const char* name;
    Function of;
} FUNCTIONS[] = {
    {"exp log", [](vec x, vec, vec* e, vec* l) { *e = exp(x), *l = log(x); }},
    {"sin cos", [](vec x, vec, vec* s, vec* c) { sincos_pi(x, s, c); }},
    {"stellate m", [](vec v, vec, vec* s, vec* r) { put(stellate::na_m(v, Exponentials(v)), s, r); }},
    {"stellate h", [](vec v, vec, vec* s, vec* r) { put(stellate::na_h(Exponentials(v)), s, r); }},
    {"stellate n", [](vec v, vec, vec* s, vec* r) { put(stellate::k_n(v, Exponentials(v)), s, r); }},
    {"stellate p",
     [](vec v, vec, vec* s, vec* r) {
         put({stellate::nap_p_steady(stellate::e52(v)), all(stellate::P_RATE)}, s, r);
     }},
    {"stellate mf",
     [](vec v, vec tau, vec* s, vec* r) {
         put(stellate::h_mf(v, Exponentials(v), stellate::e52(v), tau), s, r);
     }},
    {"stellate ms", [](vec v, vec tau, vec* s, vec* r) { put(stellate::h_ms(v, tau), s, r); }},
    {"interneuron m",
     [](vec v, vec, vec* s, vec* slope) {
         const auto m = interneuron::na_m(v, Exponentials(v));
         *s = m.steady, *slope = m.slope;
     }},
    {"interneuron h",
     [](vec v, vec, vec* s, vec* r) { put(interneuron::na_h(Exponentials(v)), s, r); }},
    {"interneuron n",
     [](vec v, vec, vec* s, vec* r) { put(interneuron::k_n(v, Exponentials(v)), s, r); }},
};

}  // namespace

extern "C" {

// Apply the function of this name to n values, a multiple of LANES; returns whether there is one.
int64_t fused_apply(const char* name, const double* x, double tau, double* first, double* second, int64_t n) {
    for (const auto& function : FUNCTIONS) {
        if (std::strcmp(function.name, name) != 0) continue;
        for (int64_t i = 0; i < n; i += LANES) {
            vec a, b;
            function.of(load(x + i), all(tau), &a, &b);
            store(first + i, a);
            store(second + i, b);
        }
        return 1;
    }
    return 0;
}

Run* fused_start(Network* network) { return new Run(*network); }
void fused_advance(Run* run, int64_t n_steps) { run->advance(n_steps); }
void fused_end(Run* run) { delete run; }

int64_t fused_n_spikes(const Run* run) { return int64_t(run->spike_gids.size()); }
// The spikes since the last call: gids and times (ms).
void fused_take_spikes(Run* run, int64_t* gids, double* times) {
    std::copy(run->spike_gids.begin(), run->spike_gids.end(), gids);
    std::copy(run->spike_times.begin(), run->spike_times.end(), times);
    run->spike_gids.clear();
    run->spike_times.clear();
}

int64_t fused_layout(int64_t which) {
    const int64_t sizes[] = {sizeof(Network), sizeof(Population), sizeof(StellateChannels),
                             sizeof(InterneuronChannels), sizeof(Drive), sizeof(Theta), sizeof(Trace)};
    return sizes[which];
}
}
