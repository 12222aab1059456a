"""The connectivity of each network: {conn_id}_config.py, and the sparse matrix they build."""
