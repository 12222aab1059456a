"""The inputs and the recorders of each network: {instr_id}_instr.py, and what they share."""
