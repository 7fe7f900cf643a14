"""Feeds as Merkle trees: checkpoints, receipts, proofs, notes and evidence."""
