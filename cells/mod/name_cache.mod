TITLE CoreNEURON's look-up of a mechanism's name, with a memory

COMMENT
CoreNEURON 9.0 asks for the name of a mechanism before each of its passes over the cells, several
times a step, and goes through the list of all mechanisms for it. On a few hundred cells that is a
tenth of a step. The linker puts this function in the place of that one (cells/mechanisms.py, --wrap);
it asks the original once for each mechanism. Where the linker cannot, or the function has gone,
nothing changes.
ENDCOMMENT

NEURON { SUFFIX nothing }

VERBATIM
#if defined(CORENEURON_BUILD) && defined(__linux__)
extern "C" {
const char* __real__ZN10coreneuron16nrn_get_mechnameEi(int type) __attribute__((weak));

const char* __wrap__ZN10coreneuron16nrn_get_mechnameEi(int type) {
    enum { N_TYPES = 1024 };
    static const char* names[N_TYPES];
    if (type < 0 || type >= N_TYPES) {
        return __real__ZN10coreneuron16nrn_get_mechnameEi(type);
    }
    if (!names[type]) {
        names[type] = __real__ZN10coreneuron16nrn_get_mechnameEi(type);
    }
    return names[type];
}
}
#endif
ENDVERBATIM
