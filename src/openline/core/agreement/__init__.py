"""What the parties of a line have agreed and signed (spec: docs/spec/02-agreement.md)."""
