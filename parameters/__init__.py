"""What parameters exist, which values they accept, and the specs files that set them."""
