"""The data format: everything that writes or reads data/{sim_id}."""
