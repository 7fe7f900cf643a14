"""What a party can say on a line: one file a feature, its rules as one table."""
