"""The figures of Shaikh & Assisi 2025 (eLife RP108142), simulated, measured and drawn again."""
