TITLE Hands a spike to all the synapses that it reaches on this process

COMMENT
One event for a spike, whatever the number of its synapses: with a NetCon for each of them a spike
costs some 100 ns per synapse, and a synapse 340 bytes. Here they are rows of a table that Python
keeps, sorted by source: the targets of source s are the entries starts[s] to starts[s + 1] of
`targets`, and each adds its weight (uS) to the place in `inbox` of that number, where the synapse
(OrderFreeSyn) finds it in the next update of its state. As in a NetCon's event, that is in the step
in which the event arrives.

The parameters are addresses (which a double holds: they have 47 bits). The weight of an event is
the number of its source.
ENDCOMMENT

NEURON {
    THREADSAFE
    ARTIFICIAL_CELL FanOut
    RANGE starts, targets, weights, inbox
}

PARAMETER {
    starts = 0
    targets = 0
    weights = 0
    inbox = 0
}

ASSIGNED { row (1) }

NET_RECEIVE(source (1)) {
    row = source
VERBATIM
    {
        const int64_t* first = (const int64_t*)(uintptr_t)starts + (int64_t)row;
        const int32_t* target = (const int32_t*)(uintptr_t)targets;
        const double* weight = (const double*)(uintptr_t)weights;
        double* waiting = (double*)(uintptr_t)inbox;
        int64_t k;
        for (k = first[0]; k < first[1]; ++k) {
            waiting[target[k]] += weight[k];
        }
    }
ENDVERBATIM
}
