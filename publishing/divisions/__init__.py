"""Divisions 区划: the tree city, county, township, village, and resolving words into its places."""
