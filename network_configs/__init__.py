"""What a network is made of: its connectivity, its cells and synapses, its inputs and recorders."""
