"""What is one thing: mentions resolved, likely duplicates proposed, confirmed ones joined."""
