"""Who works for a collectivity or the network: the pages."""
