"""What people and machines take away: findings, graphs, drawings and mappings as files."""
