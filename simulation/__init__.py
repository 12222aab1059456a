"""What the scripts share, from the specs file to the data on disk."""
