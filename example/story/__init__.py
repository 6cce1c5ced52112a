"""The story of Halden Pumpworks: everything the example workspace is written from."""
