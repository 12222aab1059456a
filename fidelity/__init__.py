"""What this implementation gives, next to what the paper and its authors' code give."""
